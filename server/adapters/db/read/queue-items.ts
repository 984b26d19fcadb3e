import type { QueueItem, QueuePlace } from '../../../domain/review/queue-order.ts';
import type { Severity } from '../../../domain/risk/finding.ts';
import type { ReviewSection } from '../../../ports/read-model.ts';
import type { ReviewOwner } from '../../../ports/review-desk.ts';
import type { Database } from '../connect.ts';
import { Prisma } from '../generated/client.ts';
import { deskView, type Looking, numberOf, ownerColumns, ownersOf, sectionAt } from './desk-view.ts';
import { PLACE, stepOf } from './queue-place.ts';

/** Sections in which the viewer can do something now. */
const MINE: readonly ReviewSection[] = ['yours', 'back', 'second', 'after_release'];
const isMine = Prisma.sql`section IN (${Prisma.join(MINE.map(numberOf))})`;

export type DeskItem = QueueItem & {
  readonly section: ReviewSection;
  readonly owner: ReviewOwner | null;
  readonly snoozed: { readonly until: number | null } | null;
};
export type Counted = { readonly count: number; readonly oldest: number | null };

type Owned = {
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly isAssigned: boolean;
  readonly readingSince: Date | null;
};
type Row = Owned & {
  readonly runId: string;
  readonly worst: Severity | null;
  readonly since: Date;
  readonly lines: number;
  readonly section: number;
  readonly heldTasks: number | null;
  readonly heldSince: Date | null;
  readonly isSnoozed: boolean;
  readonly until: Date | null;
};

/** The first `limit` items of each section in their order, and how many there are. */
export async function readFirstItems(
  db: Database,
  looking: Looking,
  limit: number,
): Promise<readonly { readonly section: ReviewSection; readonly counted: Counted; readonly items: readonly DeskItem[] }[]> {
  const rows = await db.prisma.$queryRaw<(Row & { readonly count: number; readonly oldest: Date })[]>`
    WITH desk AS MATERIALIZED (${deskView(looking)})
    SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY section ORDER BY ${PLACE}) AS place FROM desk) AS placed
    JOIN (SELECT section, count(*)::int AS count, min(since) AS oldest FROM desk GROUP BY section) AS counted USING (section)
    WHERE place <= ${limit} ORDER BY section, place`;
  return [...Map.groupBy(rows, ({ section }) => section)].map(([section, here]) => ({
    section: sectionAt(section),
    counted: { count: here[0]?.count ?? 0, oldest: here[0]?.oldest.getTime() ?? null },
    items: here.map(itemOf),
  }));
}

/** The next items of one section after a place. */
export async function readItemsAfter(
  db: Database,
  looking: Looking,
  section: ReviewSection,
  place: QueuePlace,
  limit: number,
): Promise<readonly DeskItem[]> {
  const [, , , , since, runId] = place;
  const rows = await db.prisma.$queryRaw<Row[]>`
    SELECT * FROM (${deskView(looking)}) AS desk WHERE section = ${numberOf(section)}
      AND (${PLACE}) > (${stepOf(place)}::int, ${new Date(since)}::timestamptz, ${runId})
    ORDER BY ${PLACE} LIMIT ${limit}`;
  return rows.map(itemOf);
}

/** The first of what needs the viewer, in the order of the page, and how much does. */
export async function readMine(
  db: Database,
  looking: Looking,
  limit: number,
): Promise<{ readonly items: readonly DeskItem[]; readonly count: number }> {
  const rows = await db.prisma.$queryRaw<(Row & { readonly count: number })[]>`
    SELECT *, (count(*) OVER ())::int AS count FROM (${deskView(looking)}) AS desk WHERE ${isMine} ORDER BY section, ${PLACE} LIMIT ${limit}`;
  return { items: rows.map(itemOf), count: rows[0]?.count ?? 0 };
}

/** The one after this in what needs the viewer, or the first; what somebody else has is passed over. */
export async function readNext(db: Database, looking: Looking, runId: string): Promise<string | null> {
  const [next] = await db.prisma.$queryRaw<{ runId: string }[]>`
    WITH line AS (
      SELECT "runId", "ownerId", row_number() OVER (ORDER BY section, ${PLACE}) AS place FROM (${deskView(looking)}) AS desk WHERE ${isMine}
    )
    SELECT "runId" FROM line WHERE "runId" <> ${runId} AND ("ownerId" IS NULL OR "ownerId" = ${looking.viewer.id})
    ORDER BY place > COALESCE((SELECT place FROM line WHERE "runId" = ${runId}), 0) DESC, place LIMIT 1`;
  return next?.runId ?? null;
}

/** Changes in which nothing was found and that nobody else has, for the viewer to decide on, in the order of the page. */
export async function readWithoutFindings(db: Database, looking: Looking, limit: number): Promise<readonly string[]> {
  const rows = await db.prisma.$queryRaw<{ runId: string }[]>`
    SELECT "runId" FROM (${deskView({ ...looking, filter: { kind: 'change' } })}) AS desk
    WHERE section IN (${numberOf('yours')}, ${numberOf('back')}) AND (worst IS NULL OR worst = 'info')
      AND ("ownerId" IS NULL OR "ownerId" = ${looking.viewer.id})
    ORDER BY section, ${PLACE} LIMIT ${limit}`;
  return rows.map(({ runId }) => runId);
}

/** Who has one artifact now. */
export async function readOwner(db: Database, runId: string, now: number): Promise<ReviewOwner | null> {
  const [row] = await db.prisma.$queryRaw<Owned[]>`
    SELECT ${ownerColumns(now)} FROM review_items AS items JOIN ${ownersOf(now)} WHERE items."runId" = ${runId}`;
  return row ? ownerOf(row) : null;
}

const itemOf = (row: Row): DeskItem => ({
  runId: row.runId,
  worst: row.worst,
  since: row.since.getTime(),
  lines: row.lines,
  heldBack: row.heldTasks === null || row.heldSince === null ? null : { tasks: row.heldTasks, since: row.heldSince.getTime() },
  section: sectionAt(row.section),
  owner: ownerOf(row),
  snoozed: row.isSnoozed ? { until: row.until?.getTime() ?? null } : null,
});

const ownerOf = ({ ownerId, ownerName, isAssigned, readingSince }: Owned): ReviewOwner | null =>
  ownerId === null || ownerName === null
    ? null
    : { id: ownerId, name: ownerName, isAssigned, readingSince: readingSince?.getTime() ?? null };
