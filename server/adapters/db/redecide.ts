import { nextStatus } from '../../domain/run/machine.ts';
import type { RunStatus } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import type { Database, Transaction } from './connect.ts';
import { decisionAct } from './decision-act.ts';
import { hasLiveLease, lockRun, moveRun } from './move-run.ts';
import { digestsInForce } from './policies/in-force.ts';
import { isOvertaken } from './record-review.ts';
import { sendJob } from './send-job.ts';
import { storeDecision } from './store-decision.ts';

/** What waits for people, or for its turn to land. What is on its way into the branch asks the policy by itself. */
const WAITING: readonly RunStatus[] = ['IN_REVIEW', 'APPROVED', 'MERGE_REFUSED'];

/** Found by what the newest decisions name and rest on: whatever was lost or late, nothing is missed. */
export async function toDecideAgain(db: Database, now: number): Promise<readonly string[]> {
  const { installation, repositories } = await digestsInForce(db.prisma);
  const rows = await db.prisma.$queryRaw<{ runId: string }[]>`
    SELECT item."runId" FROM review_items AS item JOIN runs ON runs.id = item."runId"
    JOIN LATERAL (SELECT "policyDigest", "dueAt" FROM decisions WHERE decisions."runId" = item."runId" ORDER BY position DESC LIMIT 1) AS newest ON true
    LEFT JOIN unnest(${repositories.map(({ repositoryId }) => repositoryId)}::text[], ${repositories.map(({ digest }) => digest)}::text[])
      AS layer (id, digest) ON layer.id = item."repositoryId"
    WHERE item.status = ANY(${[...WAITING]}::text[]) AND (newest."policyDigest" IS DISTINCT FROM COALESCE(layer.digest, ${installation}) OR newest."dueAt" <= ${new Date(now)} OR item."staleAt" IS NOT NULL)
      AND (runs."leaseToken" IS NULL OR runs."leaseExpiresAt" <= ${new Date(now)})
    ORDER BY item.since, item."runId"`;
  return rows.map(({ runId }) => runId);
}

/** Another worker was quicker: the newest decision holds. */
async function isDecided(tx: Transaction, runId: string, digest: string, now: number): Promise<boolean> {
  const [newest, item] = [
    await tx.decision.findFirst({ where: { runId }, orderBy: { position: 'desc' }, select: { policyDigest: true, dueAt: true } }),
    await tx.reviewItem.findUnique({ where: { runId }, select: { staleAt: true } }),
  ];
  const isDue = newest?.dueAt != null && newest.dueAt.getTime() <= now;
  return newest?.policyDigest === digest && !isDue && (item?.staleAt ?? null) === null;
}

/** One transaction under the run's row lock, like a review. */
export async function recordRedecision(
  db: Database,
  input: Parameters<RunStore['recordRedecision']>[0],
): ReturnType<RunStore['recordRedecision']> {
  const { artifactDigest, now, decision, transition } = input;
  return await db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    if (!run) return fail(failure('not_found', `There is no run ${input.runId}.`));
    const isMoved = run.status !== input.seenStatus || run.artifactDigest !== artifactDigest || hasLiveLease(run, now);
    if (isMoved || (await isOvertaken(tx, run, input)))
      return fail(failure('stale_page', `Run ${run.id} has moved on while the policy was asked again.`));
    if (await isDecided(tx, run.id, decision.policy.digest, now)) return ok(run.status);
    const to = transition === null ? run.status : nextStatus(run.status, transition);
    if (to === null) return fail(failure('illegal_move', `Run ${run.id} is ${run.status}: "${transition}" does not apply.`));

    await storeDecision(tx, run.id, artifactDigest, decision, new Date(now));
    const body = { kind: 'phase', phase: 'review', state: 'note', text: input.text } as const;
    await appendEvents(tx, { runId: run.id, leaseToken: null, batchId: null, events: [{ at: now, body }] });
    if (transition !== null) await moveRun(tx, run, to, now, false);
    if (input.job) await sendJob(db, tx, input.job, run.id);
    await appendAudit(tx, { byId: null, at: now, acts: [decisionAct(run.id, artifactDigest, decision)] });
    return ok(to);
  });
}
