import type { RunStatus } from '../../domain/run/status.ts';
import type { Transaction } from './connect.ts';
import { Prisma } from './generated/client.ts';

/** Statuses in which a run rests with its reviewers or is on its way into the base branch. */
export const DESK_STATUSES: readonly RunStatus[] = [
  'IN_REVIEW',
  'APPROVED',
  'LANDING',
  'MERGING',
  'MERGE_REFUSED',
  'MERGE_OUTCOME_UNKNOWN',
];

/** Keeps the desk's row in step with the status, in the transaction that moves the run. A move ends every snooze of it. What has landed stays where somebody reads it afterwards. */
export async function moveReviewItem(tx: Transaction, runId: string, from: RunStatus, to: RunStatus, when: Date): Promise<void> {
  if (!DESK_STATUSES.includes(from) && !DESK_STATUSES.includes(to)) return;
  await tx.$executeRaw`DELETE FROM review_snoozes WHERE "runId" = ${runId}`;
  const landed = to === 'MERGED' ? await tx.landedReview.findUnique({ where: { runId }, select: { cause: true } }) : null;
  if (!DESK_STATUSES.includes(to) && !landed) return takeOffDesk(tx, runId);
  await tx.$executeRaw`
    INSERT INTO review_items ("runId", status, since, round, title, "repositoryId", "requesterId", "agentName", kind, worst, lines, "approvedBy", "landedCause", "releasedBy")
    SELECT runs.id, ${to}, ${when}, runs.number, tasks.title, tasks."repositoryId", tasks."requesterId", tasks."agentName",
      COALESCE(artifacts.kind, tasks.artifact),
      (SELECT severity FROM findings WHERE findings."runId" = runs.id
        ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low', 'info'], severity) LIMIT 1),
      COALESCE(artifacts.added + artifacts.deleted, 0), ${APPROVED_BY}, ${landed?.cause ?? null}, ${RELEASED_BY}
    FROM runs JOIN tasks ON tasks.id = runs."taskId" LEFT JOIN artifacts ON artifacts."runId" = runs.id
    WHERE runs.id = ${runId}
    ON CONFLICT ("runId") DO UPDATE SET status = EXCLUDED.status, since = EXCLUDED.since,
      "landedCause" = EXCLUDED."landedCause", "releasedBy" = EXCLUDED."releasedBy"`;
}

export async function takeOffDesk(tx: Transaction, runId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM review_items WHERE "runId" = ${runId}`;
}

/** Of a row of `runs`: on whose word it rests. */
export const APPROVED_BY = Prisma.sql`ARRAY(SELECT DISTINCT "reviewerId" FROM reviews WHERE reviews."runId" = runs.id AND verdict = 'approve')`;
export const RELEASED_BY = Prisma.sql`ARRAY(SELECT DISTINCT "userId" FROM releases WHERE releases."runId" = runs.id)`;

/** Who asked for what a run left behind, who approved it, and who let a block through for it. */
export async function readParties(
  tx: Transaction,
  runId: string,
): Promise<{ readonly requesterId: string; readonly approvedBy: readonly string[]; readonly releasedBy: readonly string[] }> {
  const [parties] = await tx.$queryRaw<{ requesterId: string; approvedBy: string[]; releasedBy: string[] }[]>`
    SELECT tasks."requesterId", ${APPROVED_BY} AS "approvedBy", ${RELEASED_BY} AS "releasedBy"
    FROM runs JOIN tasks ON tasks.id = runs."taskId" WHERE runs.id = ${runId}`;
  if (!parties) throw new Error(`run ${runId} is gone under its own lock`);
  return parties;
}

/** After a review: whoever gave it is done with it, and it comes back to those who snoozed it until something changes. */
export async function touchReviewItem(tx: Transaction, runId: string, reviewerId: string, approves: boolean): Promise<void> {
  await tx.$executeRaw`
    UPDATE review_items SET
      "approvedBy" = CASE WHEN ${approves} AND NOT ${reviewerId} = ANY("approvedBy") THEN array_append("approvedBy", ${reviewerId}) ELSE "approvedBy" END,
      "assignedById" = CASE WHEN "ownerId" = ${reviewerId} THEN NULL ELSE "assignedById" END,
      "readingSince" = CASE WHEN "ownerId" = ${reviewerId} THEN NULL ELSE "readingSince" END,
      "seenAt" = CASE WHEN "ownerId" = ${reviewerId} THEN NULL ELSE "seenAt" END,
      "ownerId" = NULLIF("ownerId", ${reviewerId})
    WHERE "runId" = ${runId}`;
  await tx.$executeRaw`DELETE FROM review_snoozes WHERE "runId" = ${runId} AND until IS NULL`;
}
