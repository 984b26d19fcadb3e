import type { Change } from '../../domain/artifact/manifest.ts';
import { freezeOf } from '../../domain/merge/freeze.ts';
import { mergeMethodSchema } from '../../domain/merge/method.ts';
import type { Suggestion } from '../../domain/review/suggestion.ts';
import { nextStatus, type RunTransition, WORKED_STATUSES } from '../../domain/run/machine.ts';
import { DEFAULT_REVIEW_LIMITS, type RunStatus, UNREVIEWED_STATUSES } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { Lease, RunCommand, RunRecord, RunStore } from '../../ports/run-store.ts';
import { appendAudit } from './append-audit.ts';
import { committersUpTo } from './committers.ts';
import type { Database } from './connect.ts';
import { createFollowUp } from './create-follow-up.ts';
import { activeFreezes } from './freezes.ts';
import { Prisma } from './generated/client.ts';
import { recordLanded } from './landed-reviews.ts';
import { leaseLost, lockRun, moveRun } from './move-run.ts';
import { newId } from './new-id.ts';
import { activePolicy } from './policies/in-force.ts';
import { recordRedecision, toDecideAgain } from './redecide.ts';
import { agentProfileOf, contractOf, msOf, personOf, reviewOf, sandboxOf, statusOf, storedArtifactOf, WHOLE_ARTIFACT } from './rows.ts';
import { sendJob } from './send-job.ts';
import { stageActs } from './stage-acts.ts';
import { storableJson } from './storable.ts';
import { storeStage } from './store-stage.ts';
import { mayLandNow, takeTurn } from './take-turn.ts';
import { readWaivers } from './waivers.ts';

/** A run that is worked on and that nobody has held for this long lost its job on the way: the reaper takes it up. */
const UNHELD_MS = 60_000;

/** With these moves a result leaves the worker's hands: a person who cancelled before is not overtaken. */
const OVERTAKES: readonly RunTransition[] = ['held_for_review', 'granted', 'merge_started'];

const WHOLE_RUN = {
  task: {
    include: {
      requester: true,
      repository: true,
      _count: { select: { runs: { where: { cause: 'conflict' } } } },
      reverts: { select: { id: true, merge: { select: { sha: true } }, task: { select: { number: true } } } },
    },
  },
  agentProfile: true,
  suggestedBy: { select: { name: true, email: true } },
} as const satisfies Prisma.RunInclude;
type WholeRun = Prisma.RunGetPayload<{ include: typeof WHOLE_RUN }>;

export function prismaRunStore(db: Database): RunStore {
  const { prisma } = db;
  return {
    async read(runId) {
      const row = await prisma.run.findUnique({ where: { id: runId }, include: WHOLE_RUN });
      if (!row) return fail(failure('not_found', `There is no run ${runId}.`));
      const by = row.cancelRequestedById
        ? await prisma.user.findUnique({ where: { id: row.cancelRequestedById }, select: { name: true } })
        : null;
      return ok(runRecordOf(row, by?.name ?? null));
    },

    async claim({ runId, statuses, worker, now, leaseMs }) {
      const token = newId('lease');
      const claimed = await prisma.$executeRaw`
        UPDATE runs SET "leaseToken" = ${token}, "leaseWorker" = ${worker}, "leaseExpiresAt" = ${new Date(now + leaseMs)}, "startedAt" = COALESCE("startedAt", ${new Date(now)})
        WHERE id = ${runId} AND status = ANY(${[...statuses]}::text[]) AND ("leaseToken" IS NULL OR "leaseExpiresAt" <= ${new Date(now)})
          AND (status <> 'QUEUED' OR ${mayStartBesideReviews})`;
      return claimed === 1 ? { runId, token, worker } : null;
    },
    async renew(lease, now, leaseMs) {
      const { count } = await prisma.run.updateMany({ where: held(lease), data: { leaseExpiresAt: new Date(now + leaseMs) } });
      return count === 1;
    },
    async release(lease) {
      await prisma.run.updateMany({ where: held(lease), data: { leaseToken: null, leaseWorker: null, leaseExpiresAt: null } });
    },

    async commit(lease, { transition, at, stored, next, nextRun }) {
      return await prisma.$transaction(async (tx) => {
        const run = await lockRun(tx, lease.runId);
        if (!run || run.leaseToken !== lease.token) return fail(leaseLost(lease));
        const to = nextStatus(run.status, transition);
        if (!to) return fail(failure('illegal_move', `Run ${run.id} is ${run.status}: "${transition}" does not apply.`));
        if (run.cancelRequestedAt && OVERTAKES.includes(transition))
          return fail(failure('cancelled', `Run ${run.id} was cancelled meanwhile.`));
        const opened = stored?.kind === 'merge' ? await recordLanded(tx, run, stored, at) : [];
        if (stored && stored.kind !== 'merge') await storeStage(tx, run, stored, at);
        await moveRun(tx, run, to, at, !next);
        if (nextRun) await createFollowUp(db, tx, run, nextRun.prompt, at, { cause: 'conflict' });
        if (next) await sendJob(db, tx, next.name, run.id, next.startAfterMs);
        await appendAudit(tx, { byId: null, at, acts: stored ? [...stageActs(run, transition, stored), ...opened] : [] });
        return ok(to);
      });
    },
    takeTurn: (lease, at) => takeTurn(db, lease, at),
    mayLandNow: (now) => mayLandNow(db, now),
    freeze: async (repositoryId, now) => freezeOf(await activeFreezes(prisma, now), repositoryId, now),
    waivers: (repositoryId, now) => readWaivers(prisma, repositoryId, now),
    async recordSandbox(lease, sandbox) {
      const { count } = await prisma.run.updateMany({
        where: { ...held(lease), status: { in: [...WORKED_STATUSES] } },
        data: { sandbox: storableJson(sandbox), startSha: sandbox.startSha, baseSha: sandbox.baseSha },
      });
      return count === 1 ? ok(undefined) : fail(leaseLost(lease));
    },

    async expired(now) {
      const rows = await prisma.run.findMany({
        where: {
          status: { in: [...WORKED_STATUSES] },
          OR: [{ leaseExpiresAt: { lte: new Date(now) } }, { leaseToken: null, statusAt: { lte: new Date(now - UNHELD_MS) } }],
        },
        select: { id: true, status: true, cancelRequestedAt: true },
        orderBy: { createdAt: 'asc' },
      });
      return rows.map((row) => ({ runId: row.id, status: statusOf(row), cancelRequested: row.cancelRequestedAt !== null }));
    },
    async inStatus(statuses: readonly RunStatus[]) {
      const rows = await prisma.run.findMany({
        where: { status: { in: [...statuses] } },
        select: { id: true },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      });
      return rows.map(({ id }) => id);
    },

    async startable() {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        SELECT id FROM runs WHERE status = 'QUEUED' AND ${mayStartBesideReviews} ORDER BY "createdAt", id`;
      return rows.map(({ id }) => id);
    },

    async takeCommands(lease, now) {
      const rows = await prisma.$queryRaw<{ id: string; position: number; action: RunCommand['action']; text: string; by: string }[]>`
        UPDATE run_commands AS command SET "takenAt" = ${new Date(now)} FROM users
        WHERE command."runId" = ${lease.runId} AND command."takenAt" IS NULL AND users.id = command."byId"
          AND EXISTS (SELECT 1 FROM runs WHERE id = ${lease.runId} AND "leaseToken" = ${lease.token})
        RETURNING command.id, command.position, command.action, command.text, users.name AS by`;
      return rows
        .sort((a, b) => a.position - b.position)
        .map(({ id, action, text, by }) => (action === 'message' ? { id, action, by, text } : { id, action, by }));
    },
    onCommand: (runId, wake) => db.wakeups.subscribe('command', runId, wake),

    async readArtifact(runId) {
      const row = await prisma.artifact.findUnique({ where: { runId }, include: WHOLE_ARTIFACT });
      if (!row) return fail(failure('not_found', `Run ${runId} has no artifact.`));
      const decision = await prisma.decision.findFirst({
        where: { runId, artifactDigest: row.digest },
        orderBy: { position: 'desc' },
        select: { tree: true },
      });
      const landingReceipts = await prisma.landingReceipt.findMany({
        where: { landing: { runId } },
        orderBy: [{ landing: { position: 'asc' } }, { position: 'asc' }],
      });
      return ok({ ...storedArtifactOf(row, decision, landingReceipts), committerIds: await committersUpTo(db, runId) });
    },
    async earlierResults(runId, limit) {
      const run = await prisma.run.findUnique({ where: { id: runId }, select: { taskId: true, number: true } });
      if (!run) return [];
      const rows = await prisma.artifact.findMany({
        where: { run: { taskId: run.taskId, number: { lt: run.number } } },
        orderBy: { run: { number: 'desc' } },
        take: limit,
        select: { runId: true, change: true },
      });
      return rows.map(({ runId: earlierId, change }) => {
        const { baseSha, headSha, files } = change as unknown as Change;
        return { runId: earlierId, baseSha, headSha, files };
      });
    },
    async readReviews(taskId) {
      const rows = await prisma.review.findMany({
        where: { taskId },
        include: { reviewer: { select: { name: true } } },
        orderBy: { position: 'asc' },
      });
      const patches = await prisma.$queryRaw<{ digest: string; patchId: string | null }[]>`
        SELECT artifacts.digest, artifacts.change ->> 'patchId' AS "patchId" FROM artifacts JOIN runs ON runs.id = artifacts."runId"
        WHERE runs."taskId" = ${taskId} AND artifacts.digest = ANY(${[...new Set(rows.map((row) => row.artifactDigest))]}::text[])`;
      return rows.map((row) => reviewOf(row, patches.find(({ digest }) => digest === row.artifactDigest)?.patchId ?? null));
    },
    async people() {
      return (await prisma.user.findMany({ where: { active: true }, orderBy: { createdAt: 'asc' } })).map(personOf);
    },
    activePolicy: (repositoryId) => activePolicy(prisma, repositoryId),
    toDecideAgain: (now) => toDecideAgain(db, now),
    recordRedecision: (input) => recordRedecision(db, input),
  };
}

/** Of a queued row of `runs`: it does not wait for reviews (see `QueuedRun`), or fewer artifacts are unreviewed than may be. */
const mayStartBesideReviews = Prisma.sql`(
  number > 1
  OR EXISTS (SELECT 1 FROM tasks AS own WHERE own.id = runs."taskId" AND own."revertsRunId" IS NOT NULL)
  OR (
    (SELECT count(*) FROM tasks WHERE status = ANY(${[...UNREVIEWED_STATUSES]}::text[]))
      < COALESCE((SELECT "reviewLimit" FROM installation), ${DEFAULT_REVIEW_LIMITS.installation}::int)
    AND EXISTS (
      SELECT 1 FROM tasks AS own JOIN repositories ON repositories.id = own."repositoryId" WHERE own.id = runs."taskId"
        AND (SELECT count(*) FROM tasks WHERE tasks."repositoryId" = own."repositoryId" AND tasks.status = ANY(${[...UNREVIEWED_STATUSES]}::text[]))
          < repositories."reviewLimit")))`;

const held = (lease: Lease) => ({ id: lease.runId, leaseToken: lease.token });

const runRecordOf = (row: WholeRun, cancelRequestedBy: string | null): RunRecord => ({
  id: row.id,
  number: row.number,
  taskId: row.taskId,
  status: statusOf(row),
  contract: contractOf(row.task),
  prompt: row.prompt,
  branch: row.task.branch,
  startSha: row.startSha,
  baseSha: row.baseSha,
  requester: personOf(row.task.requester),
  repository: {
    id: row.task.repository.id,
    name: row.task.repository.name,
    url: row.task.repository.url,
    baseBranch: row.task.baseBranch,
    mergeMethod: mergeMethodSchema.parse(row.task.repository.mergeMethod),
  },
  agent: agentProfileOf(row.agentProfile),
  createdAt: row.createdAt.getTime(),
  startedAt: msOf(row.startedAt),
  pausedMs: row.pausedMs,
  cancelRequestedAt: msOf(row.cancelRequestedAt),
  cancelRequestedBy,
  sandbox: sandboxOf(row),
  artifactDigest: row.artifactDigest,
  conflictRounds: row.task._count.runs,
  reverts: row.task.reverts && {
    runId: row.task.reverts.id,
    taskNumber: row.task.reverts.task.number,
    sha: row.task.reverts.merge?.sha ?? '',
  },
  suggests:
    row.suggestedBy && row.previousRunId
      ? { runId: row.previousRunId, by: row.suggestedBy, suggestions: row.suggestions as unknown as readonly Suggestion[] }
      : null,
});
