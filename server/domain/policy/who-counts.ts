import { hasRole, type Person, type Role } from '../shared/role.ts';
import type { Ack, PolicyFacts, PolicyReview } from './facts.ts';
import type { Policy } from './model.ts';

/** Somebody whose approval of this artifact counts, with all that they brought. */
export type Approver = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly isReasoned: boolean;
  readonly isReauthenticated: boolean;
  readonly viewed: readonly string[];
  readonly checklist: readonly string[];
  readonly acks: readonly Readonly<Record<string, Ack>>[];
};

export type Standing = {
  readonly approvers: readonly Approver[];
  readonly ignored: readonly { readonly person: string; readonly why: string }[];
  /** What people said against this very artifact. */
  readonly objections: readonly string[];
  /** Requests for changes on earlier versions that nobody has cleared: this artifact may answer them. */
  readonly unanswered: readonly string[];
};

export const MIN_REASON_CHARACTERS = 3;
export const isReason = (text: string): boolean => text.trim().length >= MIN_REASON_CHARACTERS;

/** The recorded setting of a team of one, while it lasts and for their own tasks only. */
export const isSolo = ({ solo, now, requesterId }: PolicyFacts): boolean =>
  solo !== null && now !== null && now < solo.expires && solo.ownerId === requesterId && isReason(solo.reason);

/**
 * Who counts, who does not and why. A person's approvals since they last objected count together, so that what is missing
 * can be added later.
 */
export const weighReviews = (policy: Policy, facts: PolicyFacts): Standing => {
  const byPerson = new Map<string, PolicyReview[]>();
  for (const review of facts.reviews ?? []) {
    const mine = byPerson.get(review.reviewerId) ?? [];
    if (review.verdict !== 'approve') mine.length = 0;
    mine.push(review);
    byPerson.delete(review.reviewerId);
    byPerson.set(review.reviewerId, mine);
  }
  const approvers: Approver[] = [];
  const ignored: { person: string; why: string }[] = [];
  for (const reviews of byPerson.values()) {
    const approvals = reviews.filter((review) => review.verdict === 'approve');
    const last = approvals.at(-1);
    if (last === undefined) continue;
    const fresh = approvals.filter((review) => isFresh(policy, facts, review));
    const why = whyNotCounted(policy, facts, last) ?? (fresh.length === 0 ? 'approved an earlier version' : null);
    if (why !== null || last.role === null) ignored.push({ person: last.reviewerName, why: why ?? 'is not known here' });
    else approvers.push(approverOf(last, last.role, fresh));
  }
  return { approvers, ignored, ...objectionsTo(policy, facts, [...byPerson.values()]) };
};

const approverOf = (last: PolicyReview, role: Role, fresh: readonly PolicyReview[]): Approver => ({
  id: last.reviewerId,
  name: last.reviewerName,
  role,
  isReasoned: fresh.some((review) => isReason(review.reason)),
  isReauthenticated: fresh.some((review) => review.isReauthenticated),
  viewed: fresh.flatMap((review) => review.viewed),
  checklist: fresh.flatMap((review) => review.checklist),
  acks: fresh.map((review) => review.acks),
});

const isFresh = (policy: Policy, facts: PolicyFacts, review: PolicyReview): boolean => {
  const { stale_on } = policy.settings.approvals;
  if (stale_on === 'never' || review.artifactDigest === facts.artifactDigest) return true;
  return stale_on === 'code_change' && facts.patchId !== null && facts.patchId !== '' && review.patchId === facts.patchId;
};

/** The first two are the floor: no policy can let them count. */
const whyNotCounted = (policy: Policy, facts: PolicyFacts, review: PolicyReview): string | null => {
  if (review.kind !== 'person') return 'is not a person';
  if (review.reviewerId === facts.requesterId && !isSolo(facts)) return 'asked for this task';
  if (review.role === null) return 'is not known here';
  if (isCommitter(policy, facts, review.reviewerId)) return 'pushed commits to the branch';
  if (!isEligible(policy, review.role)) return `has the role ${review.role}, which does not approve`;
  return null;
};

const isCommitter = (policy: Policy, facts: PolicyFacts, id: string): boolean =>
  policy.settings.approvals.never.includes('committer') && (facts.committerIds?.includes(id) ?? true);

const isEligible = (policy: Policy, role: Role): boolean => policy.settings.approvals.eligible_roles.some((eligible) => eligible === role);

/** Could this person's approval count? */
export const mayApprove = (policy: Policy, facts: PolicyFacts, person: Person): boolean =>
  isEligible(policy, person.role) && (person.id !== facts.requesterId || isSolo(facts)) && !isCommitter(policy, facts, person.id);

/** A request for changes stands until the same person approves, or an admin clears it or approves with a reason. */
const objectionsTo = (
  policy: Policy,
  facts: PolicyFacts,
  people: readonly (readonly PolicyReview[])[],
): Pick<Standing, 'objections' | 'unanswered'> => {
  const objections: string[] = [];
  const unanswered: string[] = [];
  const all = facts.reviews ?? [];
  for (const reviews of people) {
    const review = reviews[0];
    if (review === undefined || reviews.at(-1)?.verdict === 'approve' || !mayObject(review) || isCleared(facts, review)) continue;
    const later = all.slice(all.lastIndexOf(review) + 1);
    if (later.some((entry) => entry.role === 'admin' && isReason(entry.reason) && isCounted(policy, facts, entry))) continue;
    if (review.artifactDigest === facts.artifactDigest) {
      objections.push(
        `${review.reviewerName} ${review.verdict === 'reject' ? 'rejected this' : 'asked for changes and has not cleared it'}`,
      );
    } else if (review.verdict === 'request_changes' && review.reviewerId !== facts.requesterId) {
      // Who asked for the task can never approve it, so their word could never be cleared by themselves.
      unanswered.push(`${review.reviewerName} asked for changes on an earlier version and has not cleared it`);
    }
  }
  return { objections, unanswered };
};

const isCounted = (policy: Policy, facts: PolicyFacts, review: PolicyReview): boolean =>
  review.verdict === 'approve' && whyNotCounted(policy, facts, review) === null && isFresh(policy, facts, review);

/** An objection only restricts, so more may object than may approve: reviewer agents too, but nobody who only files tasks. */
const mayObject = (review: PolicyReview): boolean => review.kind === 'agent' || review.role === null || hasRole(review.role, 'reviewer');

const isCleared = (facts: PolicyFacts, { cleared }: PolicyReview): boolean =>
  cleared !== null && cleared.by !== facts.requesterId && isReason(cleared.reason);
