import { MIN_DISMISSAL_CHARACTERS } from '../review/review.ts';
import { SEVERITIES } from '../risk/finding.ts';
import type { Person } from '../shared/role.ts';
import { listed } from '../shared/visible.ts';
import type { Combined } from './combine-requirements.ts';
import type { Asks, Decision, OpenSlot } from './decision.ts';
import type { Ack, PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';
import { standingFindings } from './risk-conditions.ts';
import { type Approver, mayApprove } from './who-counts.ts';

export type Open = {
  readonly slots: readonly OpenSlot[];
  readonly asks: Asks;
  readonly missing: readonly string[];
  readonly ignored: Decision['ignored'];
  /** Slots that nobody who exists could fill. */
  readonly unsatisfiable: readonly string[];
};

type Input = {
  readonly policy: Policy;
  readonly facts: PolicyFacts;
  readonly approvers: readonly Approver[];
  /** Everybody who works here; null when that is not known. */
  readonly people: readonly Person[] | null;
};

/** What is still open of all that is asked, as data for the page and in words. */
export const openRequirement = (combined: Combined, input: Input): Open => {
  const counted = input.approvers.filter((approver) => !combined.isReauthNeeded || approver.isReauthenticated);
  const ignored = input.approvers
    .filter((approver) => !counted.includes(approver))
    .map(({ name }) => ({ person: name, why: 'approved without signing in again' }));
  const slots = combined.slots.map((slot) => fillSlot(slot, counted, input));
  const open = slots.filter((slot) => slot.missing > 0);
  const { asks, missing } = openAsks(combined, counted, input.facts);
  return {
    slots,
    asks: { ...asks, reauth: combined.isReauthNeeded && (open.length > 0 || missing.length > 0) },
    missing: [...open.map((slot) => `${slot.missing} more from ${slot.roles.join('/')} (${slot.have.length}/${slot.count})`), ...missing],
    ignored,
    unsatisfiable: input.people === null ? [] : open.flatMap(nobodyFor),
  };
};

const nobodyFor = (slot: OpenSlot): readonly string[] =>
  slot.candidates.length >= slot.missing
    ? []
    : [
        `${slot.missing} more from ${slot.roles.join('/')} needed, and ${slot.candidates.length === 0 ? 'nobody' : `only ${slot.candidates.length}`} who works here could be`,
      ];

const fillSlot = (slot: Combined['slots'][number], counted: readonly Approver[], { policy, facts, people }: Input): OpenSlot => {
  const have = counted.filter((approver) => slot.roles.includes(approver.role));
  const candidates = (people ?? []).filter(
    (person) =>
      slot.roles.includes(person.role) && mayApprove(policy, facts, person) && !have.some((approver) => approver.id === person.id),
  );
  return {
    count: slot.count,
    roles: slot.roles,
    have: have.map((approver) => approver.name).sort(),
    missing: Math.max(0, slot.count - have.length),
    candidates: candidates.map((person) => person.name).sort(),
  };
};

const openAsks = (
  combined: Combined,
  approvers: readonly Approver[],
  facts: PolicyFacts,
): { readonly asks: Asks; readonly missing: readonly string[] } => {
  const missing: string[] = [];
  const reason = combined.isReasonNeeded && !approvers.some((approver) => approver.isReasoned);
  if (reason) missing.push('a written reason');

  const seen = new Set(approvers.flatMap((approver) => approver.viewed));
  const unseen = combined.viewed?.paths.filter((path) => !seen.has(path)) ?? [];
  const viewed = combined.viewed === null || unseen.length === 0 ? null : { which: combined.viewed.which, paths: unseen };
  if (viewed !== null) missing.push(`${viewed.which} files marked viewed`);

  const ticked = new Set(approvers.flatMap((approver) => approver.checklist));
  const checklist = combined.checklist.filter((item) => !ticked.has(item));
  if (checklist.length > 0) missing.push(`checklist: ${checklist.join(', ')}`);

  const findings = combined.isEachFindingAnswered ? openFindings(approvers, facts) : [];
  if (findings === null) missing.push('an answer to each finding: the findings are not known');
  else if (findings.length > 0) missing.push(`an answer to each finding: ${listed(counted(findings.map((finding) => finding.id)), 10)}`);

  const threads = combined.areThreadsResolved && facts.openThreads !== 0;
  if (threads) missing.push(facts.openThreads === null ? 'comment threads: not known' : `${facts.openThreads} open comment threads`);

  const { arrivedAt, now } = facts;
  const cooledAt = combined.cooldownMinutes === 0 || arrivedAt === null ? null : arrivedAt + combined.cooldownMinutes * 60_000;
  const isCooling = combined.cooldownMinutes > 0 && (cooledAt === null || now === null || now < cooledAt);
  if (isCooling) missing.push(`a cooldown of ${combined.cooldownMinutes} minutes after it arrived`);

  return {
    asks: { reason, checklist, viewed, findings: findings ?? [], threads, reauth: false, cooldownUntil: isCooling ? cooledAt : null },
    missing,
  };
};

/** Each id once, with how often it is there. */
const counted = (ids: readonly string[]): readonly string[] =>
  [...Map.groupBy(ids, (id) => id)].map(([id, all]) => (all.length === 1 ? id : `${id} (${all.length})`));

const openFindings = (approvers: readonly Approver[], facts: PolicyFacts): Asks['findings'] | null => {
  const acks = approvers.flatMap((approver) => approver.acks);
  const mustBeAnswered = standingFindings(facts)?.filter((finding) => SEVERITIES.indexOf(finding.severity) >= SEVERITIES.indexOf('medium'));
  if (mustBeAnswered === undefined) return null;
  return mustBeAnswered
    .filter(({ fingerprint }) => !acks.some((given) => Object.hasOwn(given, fingerprint) && isAnswer(given[fingerprint])))
    .map(({ id, fingerprint }) => ({ id, fingerprint }));
};

const isAnswer = (ack: Ack | undefined): boolean =>
  ack?.answer === 1 || (ack?.answer === 3 && ack.reason.trim().length >= MIN_DISMISSAL_CHARACTERS);
