import type { Contract } from '../contract/contract.ts';
import type { Conflict } from '../contract/prompt.ts';
import type { Failure, FailureCode } from '../shared/failure.ts';

/** An agent that could not make it fit in this many runs will not in the next: a person looks. */
export const CONFLICT_ROUNDS = 2;

const DOES_NOT_FIT: readonly FailureCode[] = ['merge_conflict', 'merge_change_differs'];

/**
 * What the agent is asked to make fit, when the refusal is of that kind and the contract leaves it to the agent; null when a person
 * decides. `rounds`: runs of the task that were started for this before.
 */
export const conflictForAgent = (contract: Contract, refusal: Failure, rounds: number): Conflict | null => {
  if (!DOES_NOT_FIT.includes(refusal.code) || contract.returns.onConflict === 'person' || rounds >= CONFLICT_ROUNDS) return null;
  const { onto, paths } = refusal.detail ?? {};
  if (onto === undefined || paths === undefined) return null;
  return { baseBranch: contract.environment.baseBranch, ontoSha: onto, paths: JSON.parse(paths) as string[] };
};
