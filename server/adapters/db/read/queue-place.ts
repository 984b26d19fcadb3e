import { AGE_STEPS, BLOCKING_STEPS_MS, type QueuePlace, SIZE_STEPS, TARGET_WAIT_MS } from '../../../domain/review/queue-order.ts';
import { SEVERITIES } from '../../../domain/risk/finding.ts';
import { Prisma } from '../generated/client.ts';

/** `placeOf` for the database: the same steps, so that it orders and cuts and hands over a page instead of thousands of rows. */

const stepsOf = (steps: readonly number[]): Prisma.Sql => Prisma.raw(`ARRAY[${steps.join(', ')}]`);
const spansOf = (steps: readonly number[]): Prisma.Sql =>
  Prisma.raw(`ARRAY[${steps.map((ms) => `interval '${ms} milliseconds'`).join(', ')}]`);

/** What depends on the worst finding alone: to be joined by `COALESCE(worst, 'none')`. */
export const riskSteps = Prisma.sql`(VALUES ${Prisma.join(
  [null, ...SEVERITIES].map((worst) => {
    const target = TARGET_WAIT_MS[worst ?? 'info'];
    const risk = worst === null ? 0 : -1 - SEVERITIES.indexOf(worst);
    return Prisma.sql`(${Prisma.raw(`'${worst ?? 'none'}', ${risk}`)}, ${spansOf(AGE_STEPS.map((step) => step * target))})`;
  }),
)}) AS steps(worst, risk, ages)`;

/** The four parts of a place that are steps, as one number with a digit for each: thousands of rows are compared by it, and one comparison is cheap. */
const STEP_BASE = 16;
const asStep = (parts: readonly [risk: Prisma.Sql, age: Prisma.Sql, blocking: Prisma.Sql, size: Prisma.Sql]): Prisma.Sql =>
  Prisma.sql`(${Prisma.join(
    parts.map((part, index) => Prisma.sql`(${part}) * ${Prisma.raw(String(STEP_BASE ** (parts.length - 1 - index)))}`),
    ' + ',
  )})`;
export const stepOf = ([risk, age, blocking, size]: QueuePlace): number =>
  [risk, age, blocking, size].reduce((step, part) => step * STEP_BASE + part, 0);

/** Of `items`, `steps` and `held`. */
export const stepAt = (orderedAt: number): Prisma.Sql => {
  const now = Prisma.sql`${new Date(orderedAt)}::timestamptz`;
  return asStep([
    Prisma.sql`steps.risk`,
    Prisma.sql`-width_bucket(GREATEST(interval '0', ${now} - items.since), steps.ages)`,
    Prisma.sql`CASE WHEN held.since IS NULL THEN 0 ELSE -width_bucket(GREATEST(interval '0', ${now} - held.since), ${spansOf(BLOCKING_STEPS_MS)}) END`,
    Prisma.sql`width_bucket(items.lines, ${stepsOf(SIZE_STEPS)})`,
  ]);
};

/** Ids compare by their bytes, whatever language the database sorts in. */
export const PLACE = Prisma.raw('step, since, "runId" COLLATE "C"');
