import { describe, expect, it } from 'vitest';
import { groupMarks, type PolicyMark, policyMarks } from './policy-marks.ts';

const warning = (line: number, code: string): PolicyMark => ({ line, column: 1, severity: 'warning', code, message: `${code} ${line}` });
const error = (line: number): PolicyMark => ({ ...warning(line, 'unknown-set'), severity: 'error' });

describe('remarks about a policy text', () => {
  it('come errors first, then by line, and name the field of a problem once', () => {
    const marks = policyMarks({
      problems: [
        { line: 9, column: 1, path: 'rules.0', message: 'Invalid input' },
        { line: 3, column: 1, path: 'merge', message: '"merge" is not a known field here.' },
      ],
      findings: [{ code: 'x', severity: 'warning', sentence: 'Look at it.', line: 1, column: 1 }],
    });
    expect(marks.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '3 "merge" is not a known field here.',
      '9 rules.0: Invalid input',
      '1 Look at it.',
    ]);
  });
  it('are told together where many warnings are of one kind, and errors never are', () => {
    const many = [1, 2, 3, 4].map((line) => warning(line, 'pattern-never-matched'));
    const few = [5, 6, 7].map((line) => warning(line, 'literal-brackets'));
    const errors = [1, 2, 3, 4, 5].map(error);
    expect(groupMarks([...errors, ...many, ...few]).map((group) => group.length)).toEqual([1, 1, 1, 1, 1, 4, 1, 1, 1]);
  });
});
