import { sayWaitReason } from '../../../domain/run/admission.ts';
import type { RunStatus, WaitReason } from '../../../domain/run/status.ts';
import { hasRole, type Person } from '../../../domain/shared/role.ts';
import type { ReviewTurn } from '../../../ports/read-model.ts';

export type DecidingFacts = {
  readonly status: RunStatus;
  readonly requesterId: string;
  readonly approvedBy: readonly string[];
  /** Something is still asked that anybody who approved can add. */
  readonly isMoreAsked: boolean;
  /** It is in already, and somebody has still to read it. */
  readonly isReadAfterwards: boolean;
  /** Who let a block through for it. */
  readonly releasedBy: readonly string[];
};
export type TurnFacts = DecidingFacts & {
  readonly stillNeeds: readonly string[];
  readonly failure: string | null;
  /** Why an approved run has not landed. */
  readonly waiting: readonly WaitReason[];
};

/** May this person decide on the artifact now, and why or why not? The words are shown. `desk-view.ts` asks the same in SQL. */
export function mayDecide(
  viewer: Person,
  { status, requesterId, approvedBy, isMoreAsked, isReadAfterwards, releasedBy }: DecidingFacts,
): { readonly allowed: boolean; readonly why: string } {
  const isLanded = status === 'MERGED' && isReadAfterwards;
  if (status !== 'IN_REVIEW' && status !== 'MERGE_REFUSED' && !isLanded)
    return { allowed: false, why: 'There is nothing to decide now: the run has moved on.' };
  if (!hasRole(viewer.role, 'reviewer')) return { allowed: false, why: 'Deciding needs the role reviewer.' };
  if (viewer.id === requesterId) return { allowed: false, why: 'You asked for this task, so somebody else decides on it.' };
  if (status === 'IN_REVIEW' && approvedBy.includes(viewer.id) && isMoreAsked)
    return { allowed: true, why: 'You have approved this artifact; what is still asked of an approval can be added.' };
  if (status === 'IN_REVIEW' && approvedBy.includes(viewer.id))
    return { allowed: false, why: 'You have approved this artifact; another person is still needed.' };
  if (isLanded && releasedBy.includes(viewer.id))
    return { allowed: false, why: 'You let a block through for this change, so somebody else reads it afterwards.' };
  if (isLanded && approvedBy.includes(viewer.id))
    return { allowed: false, why: 'You approved this change, so somebody else reads it afterwards.' };
  return { allowed: true, why: 'You are a reviewer and did not ask for this task.' };
}

/** Whose turn it is, as this person sees it. */
export function turnFor(viewer: Person, facts: TurnFacts): { readonly turn: ReviewTurn; readonly turnWhy: string } {
  const { status, approvedBy, stillNeeds, failure } = facts;
  switch (status) {
    case 'IN_REVIEW': {
      const may = mayDecide(viewer, facts);
      if (!may.allowed) return { turn: 'others', turnWhy: may.why };
      if (approvedBy.length > 0) return { turn: 'yours', turnWhy: stillNeeds[0] ?? 'One approval is there; another person is needed.' };
      return { turn: 'yours', turnWhy: stillNeeds[0] ?? 'Waits for a reviewer.' };
    }
    case 'MERGE_REFUSED': {
      const turnWhy = `The merge was refused: ${failure ?? 'the origin did not take it'}`;
      return { turn: mayDecide(viewer, facts).allowed ? 'yours' : 'others', turnWhy };
    }
    case 'MERGE_OUTCOME_UNKNOWN':
      return {
        turn: hasRole(viewer.role, 'admin') ? 'yours' : 'others',
        turnWhy: 'Nobody knows whether the push arrived: an admin looks at the origin.',
      };
    case 'MERGED': {
      const may = mayDecide(viewer, facts);
      if (!may.allowed) return { turn: 'others', turnWhy: may.why };
      const turnWhy =
        facts.releasedBy.length > 0
          ? 'It is in: a block was let through for it, so a second person reads it now.'
          : 'It is in: it landed without a person and was drawn for the audit sample.';
      return { turn: 'yours', turnWhy };
    }
    case 'APPROVED':
      return { turn: 'landing', turnWhy: ['Approved; waits to land.', ...facts.waiting.map(sayWaitReason)].join(' ') };
    case 'LANDING':
      return { turn: 'landing', turnWhy: 'Being looked at on the branch as it is now.' };
    case 'MERGING':
      return { turn: 'landing', turnWhy: 'Being merged.' };
    case 'VERIFYING':
    case 'JUDGING':
      return { turn: 'checks', turnWhy: status === 'VERIFYING' ? 'Its checks are running.' : 'Risks and policy are being looked at.' };
    default:
      return {
        turn: 'agent',
        turnWhy: status === 'QUEUED' ? 'Waits for an agent.' : status === 'PAUSED' ? 'The agent is paused.' : 'The agent is at work.',
      };
  }
}
