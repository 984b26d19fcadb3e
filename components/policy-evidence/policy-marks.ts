import type { PolicyCheck } from './policy-api.ts';

/** One remark about a text, at its place. */
export type PolicyMark = {
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
};

/** Problems and lint findings as one list: errors first, then by line. */
export const policyMarks = ({ problems, findings }: Pick<PolicyCheck, 'problems' | 'findings'>): readonly PolicyMark[] =>
  [
    ...problems.map(({ line, column, path, message }) => ({
      line,
      column,
      severity: 'error' as const,
      code: path,
      message: path === '' || message.includes(path) ? message : `${path}: ${message}`,
    })),
    ...findings.map(({ line, column, severity, code, sentence }) => ({ line, column, severity, code, message: sentence })),
  ].sort((a, b) => (a.severity === b.severity ? a.line - b.line || a.column - b.column : a.severity === 'error' ? -1 : 1));

/** About patterns and earlier changes, of which there can be hundreds: they are told together, and not marked line by line. */
const ABOUT_HISTORY = new Set(['pattern-never-matched', 'pattern-matches-often']);
export const isAboutHistory = ({ code }: PolicyMark): boolean => ABOUT_HISTORY.has(code);

const TOGETHER = 3;

/** Remarks of one kind as one entry where there are many of them. */
export const groupMarks = (marks: readonly PolicyMark[]): readonly (readonly PolicyMark[])[] => {
  const groups = Map.groupBy(marks, ({ severity, code, line, column, message }) =>
    severity === 'error' ? `${line} ${column} ${message}` : code,
  );
  return [...groups.values()].flatMap((group) => (group.length > TOGETHER ? [group] : group.map((mark) => [mark])));
};
