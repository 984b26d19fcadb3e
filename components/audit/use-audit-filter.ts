'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '../../server/domain/audit/act.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Midnight of a day as the viewer's clock has it, `days` later; null for what is not a day. */
export const startOfDay = (day: string | null, days = 0): number | null => {
  if (day === null || !DAY.test(day)) return null;
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + days);
  const at = start.getTime();
  return at >= 0 ? at : null;
};

/** The address holds the filter; `wanted` is what the API takes. */
export const useAuditFilter = () => {
  const [filter, setFilter] = useQueryStates({
    who: parseAsString,
    action: parseAsStringLiteral(AUDIT_ACTIONS),
    about: parseAsStringLiteral(AUDIT_SUBJECTS),
    id: parseAsString,
    from: parseAsString,
    to: parseAsString,
    q: parseAsString,
  });
  const wanted = {
    actorId: filter.who,
    action: filter.action,
    subjectKind: filter.about,
    subjectId: filter.id,
    from: startOfDay(filter.from),
    to: startOfDay(filter.to, 1),
    search: filter.q,
  };
  return { filter, setFilter, wanted, isFiltered: Object.values(wanted).some((value) => value !== null) };
};

export type AuditFilterState = ReturnType<typeof useAuditFilter>;

/** Where the same entries come as a file. */
export const exportHref = (wanted: AuditFilterState['wanted']): string => {
  const params = new URLSearchParams(
    Object.entries(wanted).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)] satisfies [string, string]])),
  );
  return params.size > 0 ? `/api/audit/export?${params}` : '/api/audit/export';
};
