import { type Decision, isMoreAsked } from '../../../domain/policy/decision.ts';
import { SEVERITIES, type Severity } from '../../../domain/risk/finding.ts';
import { queueOrder } from '../../../domain/risk/order.ts';
import type { WaitReason } from '../../../domain/run/status.ts';
import type { Person } from '../../../domain/shared/role.ts';
import type { CheckOutcome, CheckSubject } from '../../../domain/verification/check.ts';
import { checkVerdicts, isGreen } from '../../../domain/verification/verdict.ts';
import type { ReviewRow } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import type { Prisma } from '../generated/client.ts';
import { decisionOf, statusOf } from '../rows.ts';
import { turnFor } from './review-turn.ts';
import { failureViewOf } from './run-summaries.ts';
import { waitReasons } from './wait-reasons.ts';

const AT_REST = ['IN_REVIEW', 'APPROVED', 'LANDING', 'MERGING', 'MERGE_REFUSED', 'MERGE_OUTCOME_UNKNOWN'];
const IN_FLIGHT = ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING', 'VERIFYING', 'JUDGING'];
/** More than a person reads at once. */
const MAX_ROWS = 500;
const MAX_IN_FLIGHT = 100;

const ROW_COLUMNS = {
  id: true,
  number: true,
  status: true,
  statusAt: true,
  failure: true,
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
      findings: { orderBy: { position: 'asc' }, select: { ruleId: true, severity: true, evidence: true } },
      // Without the output, which may be long.
      receipts: {
        orderBy: { position: 'asc' },
        select: { name: true, command: true, subject: true, reproduces: true, outcome: true, exitCode: true, durationMs: true },
      },
    },
  },
  decisions: { orderBy: { position: 'desc' }, take: 1, select: { disposition: true, tree: true } },
  reviews: { where: { verdict: 'approve' }, select: { reviewerId: true } },
} as const satisfies Prisma.RunSelect;
type Row = Prisma.RunGetPayload<{ select: typeof ROW_COLUMNS }>;

/** What waits for the viewer, then for others, then what is under way. */
export async function readReviewQueue(db: Database, viewer: Person, now: number): Promise<readonly ReviewRow[]> {
  const [atRest, inFlight] = await Promise.all([
    db.prisma.run.findMany({ where: { status: { in: AT_REST } }, orderBy: { statusAt: 'asc' }, take: MAX_ROWS, select: ROW_COLUMNS }),
    db.prisma.run.findMany({
      where: { status: { in: IN_FLIGHT } },
      orderBy: { createdAt: 'asc' },
      take: MAX_IN_FLIGHT,
      select: ROW_COLUMNS,
    }),
  ]);
  const waits = await waitReasons(db, now, atRest.map(statusOf));
  return inOrder(
    [...atRest, ...inFlight].map((row) => reviewRowOf(row, viewer, waits.get(row.id) ?? [])),
    now,
  );
}

function reviewRowOf(row: Row, viewer: Person, waiting: readonly WaitReason[]): ReviewRow {
  const { task, artifact } = row;
  const decision = row.decisions[0];
  const facts = {
    status: statusOf(row),
    requesterId: task.requesterId,
    approvedBy: row.reviews.map(({ reviewerId }) => reviewerId),
    isMoreAsked: decision !== undefined && isMoreAsked(decisionOf(decision).asks),
    stillNeeds: decision === undefined ? [] : decisionOf(decision).missing,
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
    disposition: (decision?.disposition as Decision['disposition'] | undefined) ?? null,
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

const TURNS = ['yours', 'others', 'landing', 'checks', 'agent'] as const;

/** The domain's order within each turn. */
function inOrder(rows: readonly ReviewRow[], now: number): readonly ReviewRow[] {
  const items = rows.map((row) => ({
    runId: row.runId,
    worst: worstOf(row),
    waitingSince: row.waitingSince,
    lines: row.size.added + row.size.deleted,
  }));
  const place = new Map(queueOrder(items, now).map(({ runId }, index) => [runId, index]));
  const placeOf = (row: ReviewRow): number => place.get(row.runId) ?? rows.length;
  return [...rows].sort((a, b) => TURNS.indexOf(a.turn) - TURNS.indexOf(b.turn) || placeOf(a) - placeOf(b));
}

const worstOf = (row: ReviewRow): Severity | null =>
  SEVERITIES.findLast((severity) => row.findings.some((finding) => finding.severity === severity)) ?? null;
