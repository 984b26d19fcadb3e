import { describe, expect, it } from 'vitest';
import { contractSchema } from '../../server/domain/contract/contract.ts';
import { CONTRACT_TEMPLATES } from '../../server/domain/contract/templates.ts';
import { blanksOf, checkNameOf, contractOf, draftOf, EMPTY_DRAFT, isBlankDraft, lintableContract } from './draft.ts';

const whole = {
  ...EMPTY_DRAFT,
  title: 'Fix the checkout',
  task: { outcome: 'Checkout answers 200.', context: '' },
  environment: { repository: 'shop', baseBranch: 'main', agent: 'scripted' },
};

describe('draft', () => {
  it('names everything that is still empty, and nothing once it is filled', () => {
    expect(blanksOf(EMPTY_DRAFT).map(({ field }) => field)).toEqual([
      'title',
      'task.outcome',
      'environment.repository',
      'environment.baseBranch',
      'environment.agent',
    ]);
    expect(blanksOf(whole)).toEqual([]);
    const withCheck = { ...whole, verification: { checks: [{ name: '', command: ' ', reproduces: false, timeoutMinutes: '' }] } };
    expect(blanksOf(withCheck).map(({ field }) => field)).toEqual(['verification.checks.0.name', 'verification.checks.0.command']);
  });

  it('drops empty lines when it is sent', () => {
    const draft = { ...whole, boundary: { ...whole.boundary, allowedPaths: ['src/**', '', '  '] } };
    expect(contractOf(draft).boundary.allowedPaths).toEqual(['src/**']);
  });

  it('can be linted however empty it is', () => {
    const gaps = {
      ...EMPTY_DRAFT,
      verification: { checks: [{ name: '', command: '', reproduces: false, timeoutMinutes: '' }] },
      stop: { ...EMPTY_DRAFT.stop, minutes: '' },
    };
    expect(contractSchema.safeParse(lintableContract(gaps)).success).toBe(true);
  });

  it('goes to a contract and back', () => {
    for (const template of CONTRACT_TEMPLATES) {
      const contract = contractSchema.parse({ ...template.contract, environment: whole.environment });
      expect(contractSchema.parse(contractOf(draftOf(contract)))).toEqual(contract);
    }
  });

  it('knows when nobody has written anything', () => {
    expect(isBlankDraft({ ...EMPTY_DRAFT, environment: whole.environment })).toBe(true);
    expect(isBlankDraft({ ...EMPTY_DRAFT, title: 'x' })).toBe(false);
  });
});

it.each([
  ['npm test', [], 'test'],
  ['npm run test:unit', [], 'test-unit'],
  ['npm test', ['test'], 'test-2'],
  ['!!!', [], 'check'],
])('a check of %s is named %s', (command, taken, name) => expect(checkNameOf(command, taken)).toBe(name));
