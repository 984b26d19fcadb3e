import { ROLES, type Role } from '../shared/role.ts';
import type { Requirement } from './requirement-model.ts';

/** Everything that is asked, once. */
export type Combined = {
  readonly slots: readonly { readonly roles: readonly Role[]; readonly count: number }[];
  readonly isReasonNeeded: boolean;
  readonly checklist: readonly string[];
  readonly viewed: { readonly which: 'matched' | 'all'; readonly paths: readonly string[] } | null;
  readonly isEachFindingAnswered: boolean;
  readonly areThreadsResolved: boolean;
  readonly cooldownMinutes: number;
  readonly isReauthNeeded: boolean;
};

/** One requirement with the files that made its rule apply. */
export type Asked = { readonly requirement: Requirement; readonly matched: readonly string[] };

/** Slots for the same roles take the larger count, other slots all apply, yes wins over no, lists unite, the wider view wins. */
export const combineRequirements = (asked: readonly Asked[], allFiles: readonly string[]): Combined => {
  const requirements = asked.map((entry) => entry.requirement);
  const viewers = asked.filter((entry) => entry.requirement.viewed_files !== undefined);
  const isAllViewed = viewers.some((entry) => entry.requirement.viewed_files === 'all');
  return {
    slots: neededSlots(requirements),
    isReasonNeeded: requirements.some((entry) => entry.rationale),
    checklist: [...new Set(requirements.flatMap((entry) => entry.checklist ?? []))].sort(),
    viewed:
      viewers.length === 0
        ? null
        : {
            which: isAllViewed ? 'all' : 'matched',
            paths: [...new Set(isAllViewed ? allFiles : viewers.flatMap((entry) => entry.matched))].sort(),
          },
    isEachFindingAnswered: requirements.some((entry) => entry.per_finding_ack),
    areThreadsResolved: requirements.some((entry) => entry.threads_resolved),
    cooldownMinutes: Math.max(0, ...requirements.map((entry) => entry.cooldown_minutes ?? 0)),
    isReauthNeeded: requirements.some((entry) => entry.reauth),
  };
};

/** A slot that is filled whenever another one is adds nothing: "one of anybody" beside "one admin". */
const neededSlots = (requirements: readonly Requirement[]): Combined['slots'] => {
  const only = requirements[0];
  if (only === undefined || requirements.length > 1) return slotsOf(requirements);
  const slots = ALONE.get(only) ?? slotsOf(requirements);
  ALONE.set(only, slots);
  return slots;
};

/** Most artifacts meet the default requirement and no other. */
const ALONE = new WeakMap<Requirement, Combined['slots']>();

const slotsOf = (requirements: readonly Requirement[]): Combined['slots'] => {
  const byRoles = new Map<string, { readonly roles: readonly Role[]; readonly count: number }>();
  for (const { count, from } of requirements.flatMap((entry) => entry.approvals)) {
    const roles = ROLES.filter((role) => from.roles.some((wanted) => wanted === role));
    const key = roles.join('/');
    const known = byRoles.get(key);
    if (known === undefined || known.count < count) byRoles.set(key, { roles, count });
  }
  const slots = [...byRoles.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, slot]) => slot);
  return slots.filter(
    (slot) => !slots.some((other) => other !== slot && other.count >= slot.count && other.roles.every((role) => slot.roles.includes(role))),
  );
};

/** A team of one has no second person: it waits instead. */
const SOLO_COOLDOWN_MINUTES = 30;
export const soloRequirement = (combined: Combined, hasRules: boolean): Combined => ({
  ...combined,
  slots: combined.slots.map((slot) => ({ ...slot, count: 1 })),
  cooldownMinutes: Math.max(combined.cooldownMinutes, hasRules ? SOLO_COOLDOWN_MINUTES : 0),
});
