import { type Asks, isMoreAsked, NO_ASKS } from '../../../domain/policy/decision.ts';
import { isInForce, isReading } from '../../../domain/review/ownership.ts';
import type { QueueFilter } from '../../../domain/review/queue-filter.ts';
import { placeOf, type QueueItem, type QueuePlace } from '../../../domain/review/queue-order.ts';
import { SEVERITIES, type Severity } from '../../../domain/risk/finding.ts';
import type { RunStatus } from '../../../domain/run/status.ts';
import type { Person, Role } from '../../../domain/shared/role.ts';
import type { ReviewSection } from '../../../ports/read-model.ts';
import type { ReviewOwner } from '../../../ports/review-desk.ts';
import type { Database } from '../connect.ts';
import { Prisma } from '../generated/client.ts';
import { newestAsks } from './newest-asks.ts';
import { readHeldBack } from './review-backlogs.ts';
import { mayDecide, turnFor } from './review-turn.ts';

/** What the order and the sections need of each artifact at rest, and no more: all of them are looked at for every page. */
export type DeskItem = QueueItem & {
  readonly section: ReviewSection;
  readonly place: QueuePlace;
  readonly owner: ReviewOwner | null;
  readonly snoozed: { readonly until: number | null } | null;
};

/** Instants in epoch ms. */
type Row = readonly [
  runId: string,
  status: RunStatus,
  since: number,
  round: number,
  worst: Severity | null,
  lines: number,
  repositoryId: string,
  requesterId: string,
  approvedBy: readonly string[],
  ownerId: string | null,
  ownerName: string | null,
  ownerRole: Role | null,
  assignedById: string | null,
  readingSince: number | null,
  seenAt: number | null,
  isSnoozed: boolean,
  until: number | null,
  asks: Asks | null,
];

/** Everything at rest that the filter lets through, as this person sees it, in no order; its places are those of the instant `orderedAt`. */
export async function readDeskItems(
  db: Database,
  viewer: Person,
  filter: QueueFilter,
  now: number,
  orderedAt = now,
): Promise<readonly DeskItem[]> {
  const [rows, heldBack] = await Promise.all([readRows(db, viewer.id, conditions(filter), now), readHeldBack(db)]);
  return rows.flatMap((row): DeskItem[] => {
    const [runId, status, since, round, worst, lines, repositoryId, , approvedBy, , , , , , , isSnoozed, until] = row;
    const owner = ownerOf(row, now);
    if (filter.owner === 'mine' && owner?.id !== viewer.id) return [];
    if (filter.owner === 'unclaimed' && owner !== null) return [];
    const item = { runId, worst, since, lines, heldBack: status === 'IN_REVIEW' ? (heldBack.get(repositoryId) ?? null) : null };
    const { turn } = turnFor(viewer, factsOf(row));
    const isSecond = status === 'IN_REVIEW' && approvedBy.length > 0;
    const mine = isSnoozed ? 'snoozed' : isSecond ? 'second' : round > 1 ? 'back' : 'yours';
    return [
      { ...item, place: placeOf(item, orderedAt), owner, snoozed: isSnoozed ? { until } : null, section: turn === 'yours' ? mine : turn },
    ];
  });
}

/** Who has one artifact now. */
export async function readOwner(db: Database, runId: string, now: number): Promise<ReviewOwner | null> {
  const [row] = await readRows(db, '', Prisma.sql`items."runId" = ${runId}`, now);
  return row ? ownerOf(row, now) : null;
}

/** As one JSON value of bare arrays: with a column for each field, taking in some thousand rows costs three times as much. */
async function readRows(db: Database, viewerId: string, where: Prisma.Sql, now: number): Promise<readonly Row[]> {
  const [answer] = await db.prisma.$queryRaw<[{ rows: string | null }]>`
    SELECT json_agg(json_build_array(
      items."runId", items.status, floor(extract(epoch FROM items.since) * 1000)::bigint, items.round, items.worst, items.lines, items."repositoryId",
      items."requesterId", items."approvedBy", items."ownerId", owners.name, owners.role, items."assignedById",
      floor(extract(epoch FROM items."readingSince") * 1000)::bigint, floor(extract(epoch FROM items."seenAt") * 1000)::bigint,
      snoozes."runId" IS NOT NULL, floor(extract(epoch FROM snoozes.until) * 1000)::bigint, ${newestAsks}
    ))::text AS rows
    FROM review_items AS items
    LEFT JOIN users AS owners ON owners.id = items."ownerId" AND owners.active
    LEFT JOIN review_snoozes AS snoozes ON snoozes."runId" = items."runId" AND snoozes."personId" = ${viewerId}
      AND (snoozes.until IS NULL OR snoozes.until > ${new Date(now)})
    WHERE ${where}`;
  return answer.rows === null ? [] : JSON.parse(answer.rows);
}

const factsOf = ([, status, , , , , , requesterId, approvedBy, , , , , , , , , asks]: Row) => ({
  status,
  requesterId,
  approvedBy,
  isMoreAsked: isMoreAsked(asks ?? NO_ASKS),
  stillNeeds: [],
  failure: null,
  waiting: [],
});

/** Nobody owns what they may no longer decide on. */
function ownerOf(row: Row, now: number): ReviewOwner | null {
  const [, , , , , , , , , ownerId, name, role, assignedById, readingSince, seenAt] = row;
  if (ownerId === null || name === null || role === null) return null;
  const ownership = { ownerId, assignedById, readingSince, seenAt };
  if (!isInForce(ownership, now) || !mayDecide({ id: ownerId, name, role, email: '' }, factsOf(row)).allowed) return null;
  return { id: ownerId, name, isAssigned: assignedById !== null, readingSince: isReading(ownership, now) ? readingSince : null };
}

const conditions = ({ repository, risk, agent, kind, text }: QueueFilter): Prisma.Sql =>
  Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(repository ? [Prisma.sql`items."repositoryId" IN (SELECT id FROM repositories WHERE name = ${repository})`] : []),
      ...(risk === 'none' ? [Prisma.sql`items.worst IS NULL`] : []),
      ...(risk && risk !== 'none' ? [Prisma.sql`items.worst = ANY(${SEVERITIES.slice(SEVERITIES.indexOf(risk))}::text[])`] : []),
      ...(agent ? [Prisma.sql`items."agentName" = ${agent}`] : []),
      ...(kind ? [Prisma.sql`items.kind = ${kind}`] : []),
      ...(text ? [Prisma.sql`strpos(lower(items.title), lower(${text.replaceAll('\u0000', '')})) > 0`] : []),
    ],
    ' AND ',
  );
