import { taskPrompt } from '../domain/contract/prompt.ts';
import { decide } from '../domain/policy/decide.ts';
import type { Review, ReviewInput } from '../domain/review/review.ts';
import { reviewStanding } from '../domain/review/standing.ts';
import type { RunTransition } from '../domain/run/machine.ts';
import type { RunStatus } from '../domain/run/status.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import { hasRole, type Person } from '../domain/shared/role.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { JobName, RunStore } from '../ports/run-store.ts';
import type { WebStore } from '../ports/web-store.ts';
import { decisionInput, readJudged, readSurroundings } from './decision-input.ts';

type Ports = {
  readonly store: Pick<WebStore, 'recordReview'>;
  readonly runs: RunStore;
  readonly read: Pick<ReadModel, 'viewed'>;
  readonly accounts: Pick<Accounts, 'confirmPassword'>;
};

type Input = {
  readonly review: ReviewInput;
  readonly reviewer: Person;
  /** Theirs, where policy asks to sign in again; it goes no further than here. */
  readonly password: string | null;
  readonly now: number;
};

/** What the store does in the same transaction as the move. An artifact without a change has nothing to merge. */
const NEXT_JOB: Readonly<Partial<Record<RunTransition, JobName>>> = { approved: 'run.merge' };

/**
 * Stores what a person says about one artifact. The facts are gathered first, the policy is asked with this review counted,
 * and the store refuses when anything of it has moved meanwhile.
 */
export const recordReview = async (
  { store, runs, read, accounts }: Ports,
  { review, reviewer, password, now }: Input,
): Promise<Result<{ readonly status: RunStatus; readonly followUpRunId: string | null }>> => {
  if (!hasRole(reviewer.role, 'reviewer')) return fail(failure('not_allowed', 'Only reviewers decide.'));
  const judged = await readJudged(runs, review);
  if (!judged.ok) return judged;
  const { run, stored, risks } = judged.value;
  const { artifact, releases } = stored;

  if (password !== null) {
    const confirmed = await accounts.confirmPassword(reviewer.id, password);
    if (!confirmed.ok) return confirmed;
  }
  const reauthenticated = password !== null;

  const around = await readSurroundings(runs, run, now);
  const earlier = around.reviews;
  const marks = await read.viewed(review.runId, reviewer.id);
  const viewed = marks.flatMap((position) => artifact.change.files[position]?.path ?? []);
  const given = { viewed, reauthenticated, checklist: review.checklist, acks: review.acks };
  const mine: Review = {
    id: 'this',
    artifactDigest: review.artifactDigest,
    patchId: artifact.change.patchId,
    reviewerId: reviewer.id,
    reviewerName: reviewer.name,
    verdict: review.verdict,
    reason: review.reason,
    comments: review.comments,
    given,
    at: now,
  };
  const decision = decide({ ...decisionInput(run, stored, risks, around, now), reviews: [...earlier, mine] });
  const standing = reviewStanding({
    review: mine,
    reviewer,
    requesterId: run.requester.id,
    artifact,
    status: run.status,
    decision,
  });
  if (!standing.ok) return standing;
  const { transition } = standing.value;

  return store.recordReview({
    review: { ...review, viewed, reauthenticated },
    reviewerId: reviewer.id,
    now,
    transition,
    job: transition === null ? null : (NEXT_JOB[transition] ?? null),
    followUp: transition === 'changes_requested' ? { prompt: taskPrompt(run.contract, { branch: run.branch, followUp: review }) } : null,
    decision,
    seenReviews: earlier.length,
    seenReleases: releases.length,
  });
};
