import { type Asks, type Decision, isMoreAsked, NO_ASKS } from '../../../domain/policy/decision.ts';
import { dueAt } from '../../../domain/review/queue-order.ts';
import type { WaitReason } from '../../../domain/run/status.ts';
import type { Person } from '../../../domain/shared/role.ts';
import type { CheckResult } from '../../../domain/verification/check.ts';
import { checkVerdicts, isGreen } from '../../../domain/verification/verdict.ts';
import type { ReviewRow } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import type { Prisma } from '../generated/client.ts';
import { APPROVED_BY, RELEASED_BY } from '../review-items.ts';
import { statusOf } from '../rows.ts';
import type { DeskItem } from './queue-items.ts';
import { turnFor } from './review-turn.ts';
import { failureViewOf } from './run-summaries.ts';
import { waitReasons } from './wait-reasons.ts';

/** Of one run: what its row shows, each with what belongs to it. */
type Row = {
  readonly id: string;
  readonly number: number;
  readonly status: string;
  readonly statusAt: Date;
  readonly failure: Prisma.JsonValue | null;
  readonly agentProfile: string;
  readonly taskNumber: number;
  readonly title: string;
  readonly branch: string;
  readonly agentName: string;
  readonly isRevert: boolean;
  readonly requesterId: string;
  readonly requester: string;
  readonly repository: string;
  readonly kind: string;
  readonly files: number;
  readonly added: number;
  readonly deleted: number;
  readonly isReadAfterwards: boolean;
  readonly findings: ReviewRow['findings'] | null;
  /** Without the output, which may be long. */
  readonly receipts: readonly Receipt[] | null;
  readonly approvedBy: readonly string[];
  readonly releasedBy: readonly string[];
  /** Of the newest decision, without the rest of its tree, which is long. */
  readonly disposition: Decision['disposition'] | null;
  readonly missing: Decision['missing'] | null;
  readonly asks: Asks | null;
};
type Receipt = Pick<CheckResult, 'name' | 'command' | 'subject' | 'reproduces' | 'outcome' | 'exitCode' | 'durationMs'>;

/** What is shown of an item besides its row: where it stands and who has it. Runs under way have none of it. */
export type Standing = Pick<ReviewRow, 'section' | 'placeWhy'> & { readonly item: DeskItem | null };

/** Whole rows of these runs, in the order of the ids. In one query: with one for each relation most of the time goes into taking them in. */
export async function readQueueRows(
  db: Database,
  viewer: Person,
  wanted: ReadonlyMap<string, Standing>,
  now: number,
): Promise<readonly ReviewRow[]> {
  if (wanted.size === 0) return [];
  const rows = await db.prisma.$queryRaw<Row[]>`
    SELECT runs.id, runs.number, runs.status, runs."statusAt", runs.failure, agent_profiles.name AS "agentProfile",
      tasks.number AS "taskNumber", tasks.title, tasks.branch, tasks."agentName", tasks."revertsRunId" IS NOT NULL AS "isRevert",
      tasks."requesterId", requesters.name AS requester, repositories.name AS repository,
      COALESCE(artifacts.kind, tasks.artifact) AS kind, COALESCE(artifacts."fileCount", 0) AS files,
      COALESCE(artifacts.added, 0) AS added, COALESCE(artifacts.deleted, 0) AS deleted,
      landed."runId" IS NOT NULL AS "isReadAfterwards", last.disposition, last.tree -> 'missing' AS missing, last.tree -> 'asks' AS asks,
      (SELECT json_agg(json_build_object('id', "ruleId", 'severity', severity, 'evidence', evidence) ORDER BY position)
        FROM findings WHERE findings."runId" = runs.id) AS findings,
      (SELECT json_agg(json_build_object('name', name, 'command', command, 'subject', subject, 'reproduces', reproduces, 'outcome', outcome,
          'exitCode', "exitCode", 'durationMs', "durationMs") ORDER BY position)
        FROM receipts WHERE receipts."runId" = runs.id) AS receipts,
      ${APPROVED_BY} AS "approvedBy", ${RELEASED_BY} AS "releasedBy"
    FROM unnest(${[...wanted.keys()]}::text[]) WITH ORDINALITY AS wanted(id, place)
    JOIN runs ON runs.id = wanted.id
    JOIN tasks ON tasks.id = runs."taskId"
    JOIN users AS requesters ON requesters.id = tasks."requesterId"
    JOIN repositories ON repositories.id = tasks."repositoryId"
    JOIN agent_profiles ON agent_profiles.id = runs."agentProfileId"
    LEFT JOIN artifacts ON artifacts."runId" = runs.id
    LEFT JOIN landed_reviews AS landed ON landed."runId" = runs.id AND landed.verdict IS NULL
    LEFT JOIN LATERAL (
      SELECT disposition, tree FROM decisions WHERE decisions."runId" = runs.id ORDER BY position DESC LIMIT 1
    ) AS last ON TRUE
    ORDER BY wanted.place`;
  // Only of those on their way into the base branch: the others are not told here why they have not started.
  const waits = await waitReasons(
    db,
    now,
    rows.map(statusOf).filter((status) => status !== 'QUEUED'),
  );
  return rows.flatMap((row) => {
    const standing = wanted.get(row.id);
    return standing ? [reviewRowOf(row, viewer, standing, waits.get(row.id) ?? [])] : [];
  });
}

function reviewRowOf(row: Row, viewer: Person, { section, placeWhy, item }: Standing, waiting: readonly WaitReason[]): ReviewRow {
  const facts = {
    status: statusOf(row),
    requesterId: row.requesterId,
    approvedBy: row.approvedBy,
    isMoreAsked: isMoreAsked(row.asks ?? NO_ASKS),
    isReadAfterwards: row.isReadAfterwards,
    releasedBy: row.releasedBy,
    stillNeeds: row.missing ?? [],
    failure: failureViewOf(row.failure)?.message ?? null,
    waiting,
  };
  return {
    runId: row.id,
    runNumber: row.number,
    taskNumber: row.taskNumber,
    title: row.title,
    repository: row.repository,
    branch: row.branch,
    requester: row.requester,
    agent: row.isRevert ? row.agentName : row.agentProfile,
    kind: row.kind as ReviewRow['kind'],
    status: facts.status,
    ...turnFor(viewer, facts),
    section,
    placeWhy,
    dueAt: item ? dueAt(item) : null,
    owner: item?.owner ?? null,
    snoozed: item?.snoozed ?? null,
    disposition: row.disposition,
    size: { files: row.files, added: row.added, deleted: row.deleted },
    findings: row.findings ?? [],
    checks: countChecks(row.receipts ?? []),
    waitingSince: row.statusAt.getTime(),
  };
}

function countChecks(receipts: readonly Receipt[]): ReviewRow['checks'] {
  const results = receipts.map((row) => ({
    ...row,
    output: '',
    outputTruncated: false,
    treeId: '',
    imageDigest: '',
  }));
  const planned = results.map(({ name, command, reproduces, subject }) => ({
    check: { name, command, reproduces, timeoutMinutes: 0 },
    subject,
  }));
  const verdicts = checkVerdicts(planned, results).map(({ verdict }) => verdict);
  return {
    run: verdicts.length,
    passed: verdicts.filter(isGreen).length,
    failed: verdicts.filter((verdict) => verdict === 'failed' || verdict === 'not_reproduced').length,
    unknown: verdicts.filter((verdict) => verdict === 'unknown').length,
  };
}
