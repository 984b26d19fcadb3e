import { type Asks, type Decision, isMoreAsked, NO_ASKS } from '../../../domain/policy/decision.ts';
import { dueAt } from '../../../domain/review/queue-order.ts';
import type { Severity } from '../../../domain/risk/finding.ts';
import type { WaitReason } from '../../../domain/run/status.ts';
import type { Person } from '../../../domain/shared/role.ts';
import type { CheckOutcome, CheckSubject } from '../../../domain/verification/check.ts';
import { checkVerdicts, isGreen } from '../../../domain/verification/verdict.ts';
import type { ReviewRow } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import type { Prisma } from '../generated/client.ts';
import { statusOf } from '../rows.ts';
import type { DeskItem } from './queue-items.ts';
import { turnFor } from './review-turn.ts';
import { failureViewOf } from './run-summaries.ts';
import { waitReasons } from './wait-reasons.ts';

const ROW_COLUMNS = {
  id: true,
  number: true,
  status: true,
  statusAt: true,
  failure: true,
  landedReview: { select: { verdict: true } },
  agentProfile: { select: { name: true } },
  task: {
    select: {
      number: true,
      title: true,
      artifact: true,
      branch: true,
      agentName: true,
      revertsRunId: true,
      requesterId: true,
      requester: { select: { name: true } },
      repository: { select: { name: true } },
    },
  },
  artifact: {
    select: {
      kind: true,
      fileCount: true,
      added: true,
      deleted: true,
      releases: { select: { userId: true } },
      findings: { orderBy: { position: 'asc' }, select: { ruleId: true, severity: true, evidence: true } },
      // Without the output, which may be long.
      receipts: {
        orderBy: { position: 'asc' },
        select: { name: true, command: true, subject: true, reproduces: true, outcome: true, exitCode: true, durationMs: true },
      },
    },
  },
} as const satisfies Prisma.RunSelect;
type Row = Prisma.RunGetPayload<{ select: typeof ROW_COLUMNS }>;

/** What is shown of an item besides its row: where it stands and who has it. Runs under way have none of it. */
export type Standing = Pick<ReviewRow, 'section' | 'placeWhy'> & { readonly item: DeskItem | null };
type LastWord = {
  readonly runId: string;
  readonly disposition: Decision['disposition'];
  readonly missing: Decision['missing'] | null;
  readonly asks: Asks | null;
};
/** What more than its own row is known of a run. */
type Around = { readonly decision: LastWord | null; readonly approvedBy: readonly string[]; readonly waiting: readonly WaitReason[] };

/** Whole rows of these runs, in the order of the ids. */
export async function readQueueRows(
  db: Database,
  viewer: Person,
  wanted: ReadonlyMap<string, Standing>,
  now: number,
): Promise<readonly ReviewRow[]> {
  if (wanted.size === 0) return [];
  const ids = [...wanted.keys()];
  const [rows, decisions, approvals] = await Promise.all([
    db.prisma.run.findMany({ where: { id: { in: ids } }, select: ROW_COLUMNS }),
    // The newest one, without the rest of its tree, which is long.
    db.prisma.$queryRaw<LastWord[]>`
      SELECT wanted.id AS "runId", last.disposition, last.tree -> 'missing' AS missing, last.tree -> 'asks' AS asks FROM unnest(${ids}::text[]) AS wanted(id)
      CROSS JOIN LATERAL (
        SELECT disposition, tree FROM decisions WHERE decisions."runId" = wanted.id ORDER BY position DESC LIMIT 1
      ) AS last`,
    db.prisma.review.findMany({ where: { runId: { in: ids }, verdict: 'approve' }, select: { runId: true, reviewerId: true } }),
  ]);
  // Only of those on their way into the base branch: the others are not told here why they have not started.
  const waits = await waitReasons(
    db,
    now,
    rows.map(statusOf).filter((status) => status !== 'QUEUED'),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const lastWords = new Map(decisions.map((decision) => [decision.runId, decision]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    const standing = wanted.get(id);
    const approvedBy = approvals.filter(({ runId }) => runId === id).map(({ reviewerId }) => reviewerId);
    const around = { decision: lastWords.get(id) ?? null, approvedBy, waiting: waits.get(id) ?? [] };
    return row && standing ? [reviewRowOf(row, viewer, standing, around)] : [];
  });
}

function reviewRowOf(
  row: Row,
  viewer: Person,
  { section, placeWhy, item }: Standing,
  { decision, approvedBy, waiting }: Around,
): ReviewRow {
  const { task, artifact } = row;
  const facts = {
    status: statusOf(row),
    requesterId: task.requesterId,
    approvedBy,
    isMoreAsked: isMoreAsked(decision?.asks ?? NO_ASKS),
    isReadAfterwards: row.landedReview?.verdict === null,
    releasedBy: artifact?.releases.map(({ userId }) => userId) ?? [],
    stillNeeds: decision?.missing ?? [],
    failure: failureViewOf(row.failure)?.message ?? null,
    waiting,
  };
  return {
    runId: row.id,
    runNumber: row.number,
    taskNumber: task.number,
    title: task.title,
    repository: task.repository.name,
    branch: task.branch,
    requester: task.requester.name,
    agent: task.revertsRunId === null ? row.agentProfile.name : task.agentName,
    kind: (artifact?.kind ?? task.artifact) as ReviewRow['kind'],
    status: facts.status,
    ...turnFor(viewer, facts),
    section,
    placeWhy,
    dueAt: item ? dueAt(item) : null,
    owner: item?.owner ?? null,
    snoozed: item?.snoozed ?? null,
    disposition: decision?.disposition ?? null,
    size: { files: artifact?.fileCount ?? 0, added: artifact?.added ?? 0, deleted: artifact?.deleted ?? 0 },
    findings: (artifact?.findings ?? []).map((finding) => ({
      id: finding.ruleId,
      severity: finding.severity as Severity,
      evidence: finding.evidence,
    })),
    checks: countChecks(artifact?.receipts ?? []),
    waitingSince: row.statusAt.getTime(),
  };
}

function countChecks(receipts: NonNullable<Row['artifact']>['receipts']): ReviewRow['checks'] {
  const results = receipts.map((row) => ({
    ...row,
    subject: row.subject as CheckSubject,
    outcome: row.outcome as CheckOutcome,
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
