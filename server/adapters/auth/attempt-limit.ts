import type { DBAdapter } from 'better-auth/types';

/** A fixed window over a key of the `rateLimit` table. Each step is one conditional statement, so attempts at once cannot all pass. */
export type AttemptLimit = { readonly max: number; readonly windowMs: number };

type Table = Pick<DBAdapter, 'incrementOne' | 'findOne' | 'create' | 'deleteMany'>;
const model = 'rateLimit';

/** Counts one attempt. Milliseconds until the next one may be made, or 0 when this one may go on. */
export const countAttempt = async (table: Table, key: string, limit: AttemptLimit, now: number): Promise<number> => {
  const windowStart = now - limit.windowMs;
  const where = { field: 'key', value: key };
  const counted = await table.incrementOne({
    model,
    where: [where, { field: 'lastRequest', operator: 'gt', value: windowStart }, { field: 'count', operator: 'lt', value: limit.max }],
    increment: { count: 1 },
  });
  if (counted) return 0;
  const begun = await table.incrementOne({
    model,
    where: [where, { field: 'lastRequest', operator: 'lte', value: windowStart }],
    increment: {},
    set: { count: 1, lastRequest: now },
  });
  if (begun) return 0;
  const row = await table.findOne<{ lastRequest: number | bigint; count: number }>({ model, where: [where] });
  // Somebody began the window between the two questions, and there is room in it.
  if (row && row.count < limit.max && Number(row.lastRequest) > windowStart) return countAttempt(table, key, limit, now);
  if (row) return Math.max(1, Number(row.lastRequest) + limit.windowMs - now);
  try {
    await table.create({ model, data: { key, count: 1, lastRequest: now } });
    return 0;
  } catch (error) {
    // Somebody else began the same window in between; the row is there now, or the database has a problem of its own.
    if (!(await table.findOne({ model, where: [where] }))) throw error;
    return countAttempt(table, key, limit, now);
  }
};

export const forgetAttempts = async (table: Table, key: string): Promise<void> => {
  await table.deleteMany({ model, where: [{ field: 'key', value: key }] });
};
