import type { AuditAct } from '../../domain/audit/act.ts';
import { nextStatus } from '../../domain/run/machine.ts';
import type { RunStatus } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import type { Database } from './connect.ts';
import { decisionAct } from './decision-act.ts';
import { lockRun, moveRun } from './move-run.ts';
import { newId } from './new-id.ts';
import { isOvertaken } from './record-review.ts';
import { sendJob } from './send-job.ts';
import { storableText } from './storable.ts';
import { storeDecision } from './store-decision.ts';

type Input = Parameters<WebStore['recordRelease']>[0];

/** One transaction under the run's row lock, like a review. */
export async function recordRelease(db: Database, input: Input): ReturnType<WebStore['recordRelease']> {
  const { release, userId, now, transition } = input;
  return await db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, release.runId);
    if (!run) return fail(failure('not_found', `There is no run ${release.runId}.`));
    if (run.artifactDigest !== release.artifactDigest)
      return fail(failure('stale_page', 'The artifact has changed since this page was loaded. Nothing was recorded.'));
    const key = { runId: run.id, artifactDigest: release.artifactDigest, rule: release.rule, userId };
    if (await tx.release.findUnique({ where: { runId_artifactDigest_rule_userId: key } })) return ok({ status: run.status });
    if (await isOvertaken(tx, run, input))
      return fail(failure('stale_page', 'Somebody else has spoken about this at the same moment. Nothing was recorded.'));
    const to = transition === null ? run.status : nextStatus(run.status, transition);
    if (to === null || (run.status !== 'IN_REVIEW' && run.status !== 'MERGE_REFUSED'))
      return fail(failure('illegal_move', `The run is ${run.status} by now. Nothing was recorded.`));

    const at = new Date(now);
    await tx.release.create({ data: { id: newId('release'), ...key, reason: storableText(release.reason), at } });
    await storeDecision(tx, run.id, release.artifactDigest, input.decision, at);
    const by = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
    const text = `${by.name} let ${release.rule} through: ${release.reason.slice(0, 500)}`;
    const body = { kind: 'phase', phase: 'review', state: transition === null ? 'note' : 'finished', text } as const;
    await appendEvents(tx, { runId: run.id, leaseToken: null, batchId: null, events: [{ at: now, body }] });
    if (transition !== null) await moveRun(tx, run, to, now, false);
    if (input.job) await sendJob(db, tx, input.job, run.id);
    const released = releaseAct(run.id, input, transition === null ? null : to);
    const decided = decisionAct(run.id, release.artifactDigest, input.decision);
    await appendAudit(tx, { byId: userId, at: now, acts: [released] }, { byId: null, at: now, acts: [decided] });
    return ok({ status: to });
  });
}

const releaseAct = (runId: string, { release }: Input, movedTo: RunStatus | null): AuditAct => ({
  action: 'block_released',
  subject: { kind: 'run', id: runId },
  detail: { rule: release.rule, reason: release.reason, artifactDigest: release.artifactDigest, movedTo },
});
