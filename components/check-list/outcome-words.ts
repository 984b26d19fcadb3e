import type { CheckOutcome } from '../../server/domain/verification/check.ts';

export const OUTCOME_WORDS: Readonly<Record<CheckOutcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  timed_out: 'ran out of time',
  not_run: 'could not be run',
};
