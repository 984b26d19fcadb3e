import type { PolicyCheck } from './policy-api.ts';

/** One remark about a text, at its place. */
export type PolicyMark = {
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
};

/** Problems and lint findings as one list: errors first, then by line. */
export const policyMarks = ({ problems, findings }: Pick<PolicyCheck, 'problems' | 'findings'>): readonly PolicyMark[] =>
  [
    ...problems.map(({ line, column, path, message }) => ({
      line,
      column,
      severity: 'error' as const,
      message: path === '' || message.includes(path) ? message : `${path}: ${message}`,
    })),
    ...findings.map(({ line, column, severity, sentence }) => ({ line, column, severity, message: sentence })),
  ].sort((a, b) => (a.severity === b.severity ? a.line - b.line || a.column - b.column : a.severity === 'error' ? -1 : 1));
