import type { AuditAct } from '../../domain/audit/act.ts';
import { nextStatus } from '../../domain/run/machine.ts';
import type { RunStatus } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import type { Database } from './connect.ts';
import { recordLanded } from './landed-reviews.ts';
import { hasLiveLease, isWorked, lockRun, moveRun } from './move-run.ts';
import { newId } from './new-id.ts';
import { sendJob } from './send-job.ts';
import { storableText } from './storable.ts';
import { wake } from './wakeups.ts';

export async function addCommand(db: Database, input: Parameters<WebStore['addCommand']>[0]): Promise<Result<void>> {
  return await db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    if (!run) return fail(noRun(input.runId));
    if (!input.allowedIn.includes(run.status))
      return fail(failure('illegal_move', `The run is ${run.status} by now: it takes no "${input.action}".`));
    await tx.runCommand.create({
      data: {
        id: newId('command'),
        runId: run.id,
        action: input.action,
        text: storableText(input.text),
        byId: input.byId,
        at: new Date(input.now),
      },
    });
    await wake(tx, 'command', run.id);
    return ok(undefined);
  });
}

/** Ends a run that nobody works on; otherwise leaves the wish with the run and wakes its worker. */
export async function requestCancel(db: Database, input: Parameters<WebStore['requestCancel']>[0]): Promise<Result<RunStatus>> {
  return await db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    if (!run) return fail(noRun(input.runId));
    const to = nextStatus(run.status, 'cancelled');
    if (!to) return fail(failure('illegal_move', `The run is ${run.status} by now: there is nothing to cancel.`));
    await tx.run.update({
      where: { id: run.id },
      data: run.cancelRequestedAt ? {} : { cancelRequestedAt: new Date(input.now), cancelRequestedById: input.byId },
    });
    // The person's act is the wish; that a worker carries it out stands in the run's own log.
    const act: AuditAct = { action: 'run_cancelled', subject: { kind: 'run', id: run.id }, detail: { was: run.status } };
    const happened = { byId: input.byId, at: input.now, acts: run.cancelRequestedAt ? [] : [act] };
    if (isWorked(run.status) || hasLiveLease(run, input.now)) {
      await wake(tx, 'command', run.id);
      await wake(tx, 'log', run.id);
      await appendAudit(tx, happened);
      return ok(run.status);
    }
    const by = await tx.user.findUnique({ where: { id: input.byId }, select: { name: true } });
    await appendEvents(tx, {
      runId: run.id,
      leaseToken: null,
      batchId: null,
      events: [{ at: input.now, body: { kind: 'steering', action: 'cancel', by: by?.name ?? input.byId } }],
    });
    await moveRun(tx, run, to, input.now, false);
    await appendAudit(tx, happened);
    return ok(to);
  });
}

/** What a person says about a merge that was refused or whose answer was lost. */
export async function settleMerge(db: Database, input: Parameters<WebStore['settleMerge']>[0]): Promise<Result<RunStatus>> {
  return await db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    if (!run) return fail(noRun(input.runId));
    const to = nextStatus(run.status, input.transition);
    if (!to) return fail(failure('illegal_move', `The run is ${run.status} by now: "${input.transition}" does not apply.`));
    const opened = input.sha === null ? [] : await recordLanded(tx, run, { sha: input.sha, method: 'found_by_person' }, input.now);
    const by = await tx.user.findUnique({ where: { id: input.byId }, select: { name: true } });
    const text = `${by?.name ?? input.byId}: ${input.transition.replaceAll('_', ' ')}${input.sha ? ` at ${input.sha}` : ''}`;
    await appendEvents(tx, {
      runId: run.id,
      leaseToken: null,
      batchId: null,
      events: [{ at: input.now, body: { kind: 'phase', phase: 'merge', state: 'note', text } }],
    });
    await moveRun(tx, run, to, input.now, false);
    if (input.job) await sendJob(db, tx, input.job, run.id);
    const detail = { how: input.transition, sha: input.sha };
    const settled: AuditAct = { action: 'merge_settled', subject: { kind: 'run', id: run.id }, detail };
    await appendAudit(tx, { byId: input.byId, at: input.now, acts: [settled] }, { byId: null, at: input.now, acts: opened });
    return ok(to);
  });
}

const noRun = (runId: string) => failure('not_found', `There is no run ${runId}.`);
