import type { Check } from '../contract/contract.ts';

/** Which tree a check ran on: the result, or the base with the result's tests put on top (for reproductions). */
export type CheckSubject = 'base' | 'result';

export type PlannedCheck = { readonly check: Check; readonly subject: CheckSubject };

/** What happened when we ran a command in a clean container. `not_run` means the machinery failed: never counts as passed. */
export type CheckOutcome = 'passed' | 'failed' | 'timed_out' | 'not_run';

export type CheckResult = {
  readonly name: string;
  readonly command: string;
  readonly subject: CheckSubject;
  readonly reproduces: boolean;
  readonly outcome: CheckOutcome;
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** Combined output, redacted, capped; `outputTruncated` says so. */
  readonly output: string;
  readonly outputTruncated: boolean;
  readonly treeId: string;
  readonly imageDigest: string;
};

/**
 * The verdict over one check. A reproduction is `proven` only when it failed on the base and passed on the result;
 * `not_reproduced` means that it passed on the base too.
 */
export type CheckVerdict = {
  readonly name: string;
  readonly command: string;
  readonly reproduces: boolean;
  readonly verdict: 'passed' | 'proven' | 'failed' | 'not_reproduced' | 'unknown';
  readonly base: CheckResult | null;
  readonly result: CheckResult | null;
  readonly sentence: string;
};
