import type { RunStatus } from '../domain/run/status.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { WebStore } from '../ports/web-store.ts';
import { readHarmless } from './read-harmless.ts';
import { recordReview } from './record-review.ts';

type Ports = {
  readonly store: Pick<WebStore, 'recordReview'>;
  readonly runs: RunStore;
  readonly read: Pick<ReadModel, 'viewed'>;
  readonly accounts: Pick<Accounts, 'confirmPassword'>;
};
type Item = { readonly runId: string; readonly artifactDigest: string };

export type BatchOutcome = { readonly runId: string } & (
  | { readonly outcome: 'approved'; readonly status: RunStatus }
  | { readonly outcome: 'refused'; readonly why: string }
);

/**
 * One person approves several artifacts that they have seen as a list of diffs. Each is looked at anew, and approved as from its own page or refused
 * with the reason; one that is refused does not hold up the others.
 */
export const approveHarmless = async (
  ports: Ports,
  { items, reviewer, now }: { readonly items: readonly Item[]; readonly reviewer: Person; readonly now: number },
): Promise<readonly BatchOutcome[]> => {
  const outcomes: BatchOutcome[] = [];
  for (const item of items) {
    const approved = await approveOne(ports, item, reviewer, now);
    outcomes.push(
      approved.ok
        ? { runId: item.runId, outcome: 'approved', status: approved.value.status }
        : { runId: item.runId, outcome: 'refused', why: approved.failure.message },
    );
  }
  return outcomes;
};

const approveOne = async (
  ports: Ports,
  { runId, artifactDigest }: Item,
  reviewer: Person,
  now: number,
): Promise<Result<{ readonly status: RunStatus }>> => {
  const found = await readHarmless(ports.runs, runId, now);
  if (!found.ok) return found;
  if (found.value.stored.artifact.digest !== artifactDigest)
    return fail(failure('stale_page', 'There is a newer artifact than the one you looked at.'));
  return recordReview(ports, {
    review: { runId, artifactDigest, verdict: 'approve', reason: '', comments: [], checklist: [], acks: {} },
    reviewer,
    password: null,
    now,
  });
};
