import { READING_LAPSES_MS } from '../../../domain/review/ownership.ts';
import type { QueueFilter } from '../../../domain/review/queue-filter.ts';
import { SEVERITIES } from '../../../domain/risk/finding.ts';
import { hasRole, type Person, ROLES } from '../../../domain/shared/role.ts';
import { REVIEW_SECTIONS, type ReviewSection } from '../../../ports/read-model.ts';
import { Prisma } from '../generated/client.ts';
import { riskSteps, stepAt } from './queue-place.ts';
import type { HeldBack } from './review-backlogs.ts';

const REVIEWERS = ROLES.filter((role) => hasRole(role, 'reviewer'));

/** Sections go by their place on the page: a number sorts faster than a word. */
export const numberOf = (section: ReviewSection): Prisma.Sql => Prisma.raw(String(REVIEW_SECTIONS.indexOf(section)));
export const sectionAt = (number: number): ReviewSection => REVIEW_SECTIONS[number] ?? 'others';

export type Looking = {
  readonly viewer: Person;
  readonly filter: QueueFilter;
  readonly now: number;
  /** The instant whose order it is. */
  readonly orderedAt: number;
  readonly heldBack: HeldBack;
};

/**
 * The desk as one person sees it, as a query to select from: everything at rest that the filter lets through, with the number of its section, the steps of
 * its place, who has it and whether it is snoozed. It says in SQL what `turnFor`, `placeOf`, `mayDecide` and `isInForce` say; a property test compares them.
 */
export const deskView = ({ viewer, filter, now, orderedAt, heldBack }: Looking): Prisma.Sql => Prisma.sql`
  SELECT items."runId", items.worst, items.since, items.lines,
    ${sectionOf(viewer)} AS section, ${stepAt(orderedAt)} AS step,
    held.tasks AS "heldTasks", held.since AS "heldSince",
    ${ownerColumns(now)}, snoozes."runId" IS NOT NULL AS "isSnoozed", snoozes.until
  FROM review_items AS items
  JOIN ${riskSteps} ON steps.worst = COALESCE(items.worst, 'none')
  LEFT JOIN ${ownersOf(now)}
  LEFT JOIN review_snoozes AS snoozes ON snoozes."runId" = items."runId" AND snoozes."personId" = ${viewer.id}
    AND (snoozes.until IS NULL OR snoozes.until > ${new Date(now)})
  LEFT JOIN unnest(${[...heldBack.keys()]}::text[], ${[...heldBack.values()].map(({ tasks }) => tasks)}::int[],
    ${[...heldBack.values()].map(({ since }) => new Date(since))}::timestamptz[]) AS held("repositoryId", tasks, since)
    ON held."repositoryId" = items."repositoryId" AND items.status = 'IN_REVIEW'
  WHERE ${conditions(filter, viewer.id)}`;

/** Nobody owns what they may no longer decide on. */
export const ownersOf = (now: number): Prisma.Sql => Prisma.sql`users AS owners ON owners.id = items."ownerId" AND owners.active
  AND (items."assignedById" IS NOT NULL OR items."seenAt" > ${readSince(now)})
  AND owners.role = ANY(${REVIEWERS}::text[]) AND ${mayDecide(Prisma.sql`owners.id`)}`;

export const ownerColumns = (now: number): Prisma.Sql => Prisma.sql`owners.id AS "ownerId", owners.name AS "ownerName",
  items."assignedById" IS NOT NULL AS "isAssigned", CASE WHEN items."seenAt" > ${readSince(now)} THEN items."readingSince" END AS "readingSince"`;

const readSince = (now: number): Prisma.Sql => Prisma.sql`${new Date(now - READING_LAPSES_MS)}::timestamptz`;

/** Of `items`, for somebody who reviews. */
const mayDecide = (personId: Prisma.Sql): Prisma.Sql => Prisma.sql`(items."requesterId" <> ${personId} AND (items.status = 'MERGE_REFUSED'
  OR (items.status = 'IN_REVIEW' AND (items."isMoreAsked" OR NOT ${personId} = ANY(items."approvedBy")))
  OR (items."landedCause" IS NOT NULL AND NOT ${personId} = ANY(items."approvedBy" || items."releasedBy"))))`;

const sectionOf = (viewer: Person): Prisma.Sql => {
  const may = hasRole(viewer.role, 'reviewer') ? mayDecide(Prisma.sql`${viewer.id}`) : Prisma.sql`FALSE`;
  const maySettle = hasRole(viewer.role, 'admin') ? Prisma.sql`items.status = 'MERGE_OUTCOME_UNKNOWN'` : Prisma.sql`FALSE`;
  return Prisma.sql`CASE
    WHEN items.status IN ('APPROVED', 'LANDING', 'MERGING') THEN ${numberOf('landing')}
    WHEN NOT (${may} OR ${maySettle}) THEN ${numberOf('others')}
    WHEN snoozes."runId" IS NOT NULL THEN ${numberOf('snoozed')}
    WHEN items."landedCause" = 'after_release' THEN ${numberOf('after_release')}
    WHEN items."landedCause" = 'audit_sample' THEN ${numberOf('audit_sample')}
    WHEN items.status = 'IN_REVIEW' AND cardinality(items."approvedBy") > 0 THEN ${numberOf('second')}
    WHEN items.round > 1 THEN ${numberOf('back')}
    ELSE ${numberOf('yours')} END`;
};

const conditions = ({ repository, risk, owner, agent, kind, text }: QueueFilter, viewerId: string): Prisma.Sql =>
  Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(repository ? [Prisma.sql`items."repositoryId" IN (SELECT id FROM repositories WHERE name = ${repository})`] : []),
      ...(risk === 'none' ? [Prisma.sql`items.worst IS NULL`] : []),
      ...(risk && risk !== 'none' ? [Prisma.sql`items.worst = ANY(${SEVERITIES.slice(SEVERITIES.indexOf(risk))}::text[])`] : []),
      ...(owner === 'mine' ? [Prisma.sql`owners.id = ${viewerId}`] : []),
      ...(owner === 'unclaimed' ? [Prisma.sql`owners.id IS NULL`] : []),
      ...(agent ? [Prisma.sql`items."agentName" = ${agent}`] : []),
      ...(kind ? [Prisma.sql`items.kind = ${kind}`] : []),
      ...(text ? [Prisma.sql`strpos(lower(items.title), lower(${text.replaceAll('\u0000', '')})) > 0`] : []),
    ],
    ' AND ',
  );
