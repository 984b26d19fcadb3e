import type { Review } from '../review/review.ts';
import { type Person, ROLES, type Role } from '../shared/role.ts';
import type { OpenSlot } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { ApprovalSlot, Policy, Requirement } from './model.ts';

export type Standing = {
  /** People whose approval of this artifact counts. */
  readonly approvers: readonly Person[];
  /** Approvals that count and say why. */
  readonly reasoned: readonly Person[];
  readonly ignored: readonly { readonly person: string; readonly why: string }[];
  /** What people said against this very artifact. */
  readonly objections: readonly string[];
  /** Requests for changes on earlier versions that nobody has cleared: this artifact may answer them. */
  readonly unanswered: readonly string[];
};

/** Who counts, who does not and why. Only the last word of each person is heard. */
export const weighReviews = (policy: Policy, facts: PolicyFacts, people: readonly Person[]): Standing => {
  const approvers: Person[] = [];
  const reasoned: Person[] = [];
  const ignored: { person: string; why: string }[] = [];
  const last = new Map<string, Review>();
  for (const review of facts.reviews ?? []) {
    last.delete(review.reviewerId);
    last.set(review.reviewerId, review);
  }
  for (const review of last.values()) {
    if (review.verdict !== 'approve') continue;
    const person = people.find((entry) => entry.id === review.reviewerId);
    const why = whyNotCounted(policy, facts, review, person);
    if (why !== null || person === undefined) ignored.push({ person: review.reviewerName, why: why ?? 'is not known here' });
    else {
      approvers.push(person);
      if (review.reason.trim().length >= 3) reasoned.push(person);
    }
  }
  return { approvers, reasoned, ignored, ...objectionsTo(policy, facts, people, [...last.values()], reasoned) };
};

const whyNotCounted = (policy: Policy, facts: PolicyFacts, review: Review, person: Person | undefined): string | null => {
  if (person === undefined) return 'is not known here';
  if (person.id === facts.requesterId) return 'asked for this task';
  if (facts.committerIds?.includes(person.id)) return 'put commits on the branch';
  if (!policy.settings.approvals.eligible_roles.includes(person.role)) return `has the role ${person.role}, which does not approve`;
  if (review.artifactDigest !== facts.artifactDigest) return 'approved an earlier version';
  return null;
};

/** A request for changes stands until the same person approves, or an admin does with a reason. */
const objectionsTo = (
  policy: Policy,
  facts: PolicyFacts,
  people: readonly Person[],
  last: readonly Review[],
  reasoned: readonly Person[],
): Pick<Standing, 'objections' | 'unanswered'> => {
  const objections: string[] = [];
  const unanswered: string[] = [];
  for (const [index, review] of last.entries()) {
    if (review.verdict === 'approve') continue;
    const person = people.find((entry) => entry.id === review.reviewerId);
    if (person !== undefined && !policy.settings.approvals.eligible_roles.includes(person.role)) continue;
    const later = last.slice(index + 1).map((entry) => entry.reviewerId);
    if (reasoned.some((admin) => admin.role === 'admin' && later.includes(admin.id))) continue;
    if (review.artifactDigest === facts.artifactDigest) {
      objections.push(`${review.reviewerName} ${review.verdict === 'reject' ? 'rejected this' : 'asked for changes'}`);
    } else if (
      review.verdict === 'request_changes' &&
      policy.settings.approvals.request_changes === 'sticky' &&
      // Who asked for the task can never approve it, so their word could never be cleared by themselves.
      review.reviewerId !== facts.requesterId
    ) {
      unanswered.push(`${review.reviewerName} asked for changes on an earlier version and has not cleared it`);
    }
  }
  return { objections, unanswered };
};

export type OpenRequirement = { readonly slots: readonly OpenSlot[]; readonly missing: readonly string[] };

/**
 * What is still open of a requirement. Slots with the same roles need different people only up to the larger count; a
 * person may fill slots of two kinds. `instead` is another way to fill the same need.
 */
export const openRequirement = (
  requirement: Requirement,
  standing: Standing,
  people: readonly Person[],
  facts: PolicyFacts,
): OpenRequirement => {
  const slots = requirement.approvals.map((slot) => fillSlot(slot, standing, people, facts));
  const others = requirement.instead?.map((slot) => fillSlot(slot, standing, people, facts)) ?? null;
  const isMet = slots.every((slot) => slot.missing === 0) || (others?.every((slot) => slot.missing === 0) ?? false);
  const say = (open: readonly OpenSlot[]) =>
    open
      .filter((slot) => slot.missing > 0)
      .map((slot) => `${slot.missing} more from ${slot.roles.join('/')} (${slot.have.length}/${slot.count})`)
      .join(' and ');
  const missing: string[] = [];
  if (!isMet) missing.push(others === null ? say(slots) : `${say(slots)}, or ${say(others)}`);
  if (requirement.rationale === true && standing.reasoned.length === 0) missing.push('a written reason');
  return { slots: isMet ? slots.map((slot) => ({ ...slot, missing: 0 })) : slots, missing };
};

const fillSlot = (slot: ApprovalSlot, standing: Standing, people: readonly Person[], facts: PolicyFacts): OpenSlot => {
  const roles: readonly Role[] = ROLES.filter((role) => slot.from.roles.includes(role));
  const have = standing.approvers.filter((person) => roles.includes(person.role)).map((person) => person.name);
  const candidates = people
    .filter(
      (person) =>
        roles.includes(person.role) &&
        person.id !== facts.requesterId &&
        !facts.committerIds?.includes(person.id) &&
        !standing.approvers.some((entry) => entry.id === person.id),
    )
    .map((person) => person.name)
    .sort();
  return { count: slot.count, roles, have: [...have].sort(), missing: Math.max(0, slot.count - have.length), candidates };
};

/** One line per kind of slot, with the larger count. */
export const mergeSlots = (slots: readonly OpenSlot[]): readonly OpenSlot[] => {
  const byRoles = new Map<string, OpenSlot>();
  for (const slot of slots) {
    const key = slot.roles.join('/');
    const known = byRoles.get(key);
    if (known === undefined || slot.missing > known.missing || (slot.missing === known.missing && slot.count > known.count))
      byRoles.set(key, slot);
  }
  return [...byRoles.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, slot]) => slot);
};
