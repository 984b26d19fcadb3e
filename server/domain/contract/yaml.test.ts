import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractSchema } from './contract.ts';
import { contractFromYaml, contractToYaml } from './yaml.ts';

const GOOD = `title: Checkout without addresses
task:
  outcome: When a user has no saved addresses, checkout throws a 500.
boundary:
  allowedPaths: [src/**]
environment:
  repository: shop
  baseBranch: main
  agent: opencode
verification:
  checks:
    - name: tests
      command: npm test
returns: {}
stop: {}
`;
const problems = (text: string) => {
  const result = contractFromYaml(text);
  return result.ok ? [] : result.failure;
};

describe('contracts as YAML', () => {
  it('come back as they went out', () => {
    const result = contractFromYaml(GOOD);
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    expect(contractFromYaml(contractToYaml(result.value))).toEqual(result);
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'aZ09 :-#"\'[]{}|>&*!%@`,?\\\n\t', 'ß', '…', '🦊', '\u0301') }),
        fc.string({
          maxLength: 60,
          unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', '\u0000', '\u0085', '\u2028', '\ufeff', ':', '#', '-'),
        }),
        (outcome, context) => {
          const parsed = contractSchema.safeParse({ ...result.value, task: { outcome, context } });
          if (!parsed.success) return;
          const back = contractFromYaml(contractToYaml(parsed.data));
          expect(back).toEqual({ ok: true, value: parsed.data });
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([' ', ' \n', '\t\n', '\n \n', ' \n\n', '\n'])('keep a context of white space: %j', (context) => {
    const result = contractFromYaml(GOOD);
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    const contract = { ...result.value, task: { ...result.value.task, context } };
    expect(contractFromYaml(contractToYaml(contract))).toEqual({ ok: true, value: contract });
  });

  it('say where a value is wrong', () => {
    expect(problems(GOOD.replace('name: tests', 'name: My Tests'))).toMatchObject([
      { line: 12, column: 7, path: 'verification.checks.0.name' },
    ]);
    expect(problems(GOOD.replace('  agent: opencode\n', ''))).toMatchObject([{ line: 6, path: 'environment.agent' }]);
    expect(problems('')).not.toEqual([]);
    expect(problems('- a\n- b')).not.toEqual([]);
  });

  it('refuse a field that nobody knows', () => {
    expect(problems(GOOD.replace('boundary:', 'boundary:\n  alowedPaths: [x]'))).toMatchObject([
      { line: 5, column: 3, message: expect.stringContaining('alowedPaths') },
    ]);
  });

  it.each([
    ['a key twice', `${GOOD}title: again\n`],
    ['an alias', GOOD.replace('returns: {}', 'returns: &a {}').replace('stop: {}', 'stop: *a')],
    ['a tag', GOOD.replace('title: Checkout', 'title: !!binary Checkout')],
    ['a custom tag', GOOD.replace('title: Checkout', 'title: !run Checkout')],
    ['a tag on a map', GOOD.replace('returns: {}', 'returns: !!omap {}')],
    ['two documents', `${GOOD}---\n${GOOD}`],
    ['a bomb', `a: &a [x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n`],
    ['5 MB', 'x'.repeat(5_000_000)],
    ['depth', '['.repeat(100_000)],
    ['block depth', Array.from({ length: 2_000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['dashes', '- '.repeat(20_000)],
    ['20,000 keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: v`).join('\n')],
    ['a prototype', `__proto__: {title: x}\n${GOOD}`],
  ])('refuse %s without throwing', (_name, text) => {
    expect(problems(text).length).toBeGreaterThan(0);
    expect(problems(text)[0]?.line).toBeGreaterThan(0);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', ':', ' ', '\n', '-', '[', ']', '{', '}', '"', "'", '&', '*', '!', '|', '>', '?', ',', '\t', '#', '%'),
        }),
        (text) => void problems(text),
      ),
      { numRuns: 3_000 },
    );
  });
});
