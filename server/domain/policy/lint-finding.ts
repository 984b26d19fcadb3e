import type { Place } from './policy-places.ts';

/** What is wrong with a policy. An error keeps it from being used; a warning is something to look at. */
export type LintFinding = {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly place: Place;
  readonly sentence: string;
};

export const lintError = (code: string, place: Place, sentence: string): LintFinding => ({ code, severity: 'error', place, sentence });
export const lintWarning = (code: string, place: Place, sentence: string): LintFinding => ({ code, severity: 'warning', place, sentence });
