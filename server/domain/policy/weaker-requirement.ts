import type { Requirement } from './requirement-model.ts';

/** The parts of a requirement in which the second asks for less than the first. */
export const weakerParts = (before: Requirement, now: Requirement): readonly (keyof Requirement)[] => {
  const weaker: (keyof Requirement)[] = [];
  const isFilled = before.approvals.every((slot) =>
    now.approvals.some((other) => other.count >= slot.count && other.from.roles.every((role) => slot.from.roles.includes(role))),
  );
  if (!isFilled) weaker.push('approvals');
  for (const key of ['rationale', 'per_finding_ack', 'threads_resolved', 'reauth'] as const) if (before[key] && !now[key]) weaker.push(key);
  const views = [undefined, 'matched', 'all'] as const;
  if (views.indexOf(now.viewed_files) < views.indexOf(before.viewed_files)) weaker.push('viewed_files');
  if (!(before.checklist ?? []).every((item) => now.checklist?.includes(item))) weaker.push('checklist');
  if ((now.cooldown_minutes ?? 0) < (before.cooldown_minutes ?? 0)) weaker.push('cooldown_minutes');
  return weaker;
};
