import type { RunStatus } from '../../domain/run/status.ts';
import type { Transaction } from './connect.ts';

/** Statuses in which a run rests with its reviewers or is on its way into the base branch. */
export const DESK_STATUSES: readonly RunStatus[] = [
  'IN_REVIEW',
  'APPROVED',
  'LANDING',
  'MERGING',
  'MERGE_REFUSED',
  'MERGE_OUTCOME_UNKNOWN',
];

/** Keeps the desk's row in step with the status, in the transaction that moves the run. A move ends every snooze of it. */
export async function moveReviewItem(tx: Transaction, runId: string, from: RunStatus, to: RunStatus, when: Date): Promise<void> {
  if (!DESK_STATUSES.includes(from) && !DESK_STATUSES.includes(to)) return;
  await tx.$executeRaw`DELETE FROM review_snoozes WHERE "runId" = ${runId}`;
  if (!DESK_STATUSES.includes(to)) {
    await tx.$executeRaw`DELETE FROM review_items WHERE "runId" = ${runId}`;
    return;
  }
  await tx.$executeRaw`
    INSERT INTO review_items ("runId", status, since, round, title, "repositoryId", "requesterId", "agentName", kind, worst, lines, "approvedBy")
    SELECT runs.id, ${to}, ${when}, runs.number, tasks.title, tasks."repositoryId", tasks."requesterId", tasks."agentName",
      COALESCE(artifacts.kind, tasks.artifact),
      (SELECT severity FROM findings WHERE findings."runId" = runs.id
        ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low', 'info'], severity) LIMIT 1),
      COALESCE(artifacts.added + artifacts.deleted, 0), '{}'
    FROM runs JOIN tasks ON tasks.id = runs."taskId" LEFT JOIN artifacts ON artifacts."runId" = runs.id
    WHERE runs.id = ${runId}
    ON CONFLICT ("runId") DO UPDATE SET status = EXCLUDED.status, since = EXCLUDED.since`;
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
