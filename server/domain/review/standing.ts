import { isMergeable } from '../artifact/digest.ts';
import type { Artifact } from '../artifact/manifest.ts';
import type { Decision } from '../policy/decision.ts';
import { nextStatus, type RunTransition } from '../run/machine.ts';
import type { RunStatus } from '../run/status.ts';
import { failure } from '../shared/failure.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { hasRole, type Person } from '../shared/role.ts';
import type { Review } from './review.ts';

export type StandingInput = {
  readonly review: Review;
  readonly reviewer: Person;
  readonly requesterId: string;
  readonly artifact: Artifact;
  readonly status: RunStatus;
  /** The decision with this review counted. */
  readonly decision: Decision;
};

export type ReviewStanding = {
  /** Where the run goes now; null when the review is kept but more is needed. */
  readonly transition: Extract<RunTransition, 'approved' | 'accepted' | 'changes_requested' | 'rejected'> | null;
  /** What is still missing, in words, when nothing moves. */
  readonly missing: readonly string[];
};

/**
 * What one person's word does to the run. Anybody who reviews may hold work up; only somebody who did not ask for it may
 * let it through, and only when the policy agrees. What cannot be merged (a report, a failing test) is accepted instead.
 */
export const reviewStanding = ({ review, reviewer, requesterId, artifact, status, decision }: StandingInput): Result<ReviewStanding> => {
  if (!hasRole(reviewer.role, 'reviewer')) return fail(failure('not_allowed', 'Only reviewers decide about artifacts.'));
  if (review.artifactDigest !== artifact.digest)
    return fail(failure('stale_page', 'There is a newer artifact than the one you looked at. Nothing was recorded.'));
  if (review.verdict === 'approve' && reviewer.id === requesterId)
    return fail(
      failure('not_allowed', 'You asked for this task, so somebody else has to approve it. You may still ask for changes or reject it.'),
    );

  const transition = wanted(review, artifact, decision);
  if (transition === null) return inReview(status) ? ok({ transition: null, missing: stillMissing(decision) }) : refuseMove(status);
  return nextStatus(status, transition) === null ? refuseMove(status) : ok({ transition, missing: [] });
};

const wanted = (review: Review, artifact: Artifact, decision: Decision): ReviewStanding['transition'] => {
  if (review.verdict === 'request_changes') return 'changes_requested';
  if (review.verdict === 'reject') return 'rejected';
  return landingTransition(artifact, decision);
};

/** Where the run goes when policy lets the artifact through; null while it does not. */
export const landingTransition = (artifact: Artifact, decision: Decision): 'approved' | 'accepted' | null => {
  if (decision.disposition !== 'APPROVED' && decision.disposition !== 'AUTO_MERGE') return null;
  return isMergeable(artifact.kind, artifact.change) ? 'approved' : 'accepted';
};

/** Where a run that waits goes when the policy is another one: on, back to its reviewers, or nowhere. */
export const redecideTransition = (
  artifact: Artifact,
  status: RunStatus,
  decision: Decision,
): Extract<RunTransition, 'approved' | 'accepted' | 'held_again'> | null => {
  const onward = landingTransition(artifact, decision);
  if (status === 'APPROVED') return onward === null ? 'held_again' : null;
  return onward !== null && nextStatus(status, onward) !== null ? onward : null;
};

const inReview = (status: RunStatus): boolean => nextStatus(status, 'approved') !== null;

const refuseMove = (status: RunStatus): Result<never> =>
  fail(
    failure('illegal_move', `The run is ${status.toLowerCase().replaceAll('_', ' ')}: this can no longer be done. Nothing was recorded.`),
  );

/** A block or an objection has no list of slots: its reason is what is missing. */
const stillMissing = (decision: Decision): readonly string[] =>
  decision.disposition === 'REVIEW' ? decision.missing : [...decision.because, ...decision.missing];
