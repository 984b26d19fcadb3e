import { expect, it } from 'vitest';
import { FAILURES } from '../shared/failure.ts';
import { contractFields, FIELD_MEANINGS } from './contract-reference.ts';
import { referencePages } from './pages.ts';

it('every field of the contract is explained, and nothing else', () => {
  expect(
    contractFields()
      .map((field) => field.path)
      .sort(),
  ).toEqual(Object.keys(FIELD_MEANINGS).sort());
});

it('pages are whole', () => {
  const pages = referencePages();
  for (const text of Object.values(pages)) {
    expect(text.startsWith('<!-- Generated')).toBe(true);
    expect(text).not.toContain('undefined');
  }
  for (const code of Object.keys(FAILURES)) expect(pages['failures.md']).toContain(`\`${code}\``);
});
