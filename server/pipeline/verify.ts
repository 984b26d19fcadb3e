import type { CheckResult } from '../domain/verification/check.ts';
import { planChecks } from '../domain/verification/plan.ts';
import { cancelRun, failRun } from './end-run.ts';
import { createEventWriter } from './event-writer.ts';
import { holdLease } from './hold-lease.ts';
import { runCheck, treeOfBase } from './run-check.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Step 6: every check of the contract, in a clean container at the collected commit. Repeatable: a worker that stops gives it back. */
export const verifyRun = async (ports: WorkerPorts, runId: string, stopping: AbortSignal): Promise<void> => {
  const held = await holdLease(ports, runId, ['VERIFYING']);
  if (!held) return;
  const events = createEventWriter(ports, held.lease, () => undefined);
  try {
    const run = await ports.runs.read(runId);
    if (!run.ok) return;
    const stored = await ports.runs.readArtifact(runId);
    if (!stored.ok) return await failRun(ports, held, events, stored.failure);
    const { artifact } = stored.value;
    const planned = planChecks(run.value.contract, artifact.change, artifact.kind);
    events.push({
      kind: 'phase',
      phase: 'verify',
      state: 'started',
      text: planned.length === 0 ? 'Nothing to check' : `Running ${planned.length} check(s) in clean containers`,
    });

    const baseTree = await treeOfBase(ports, run.value.repository.id, artifact.change, planned);
    if (!baseTree.ok) return await failRun(ports, held, events, baseTree.failure);
    const checks: CheckResult[] = [];
    for (const [index, plan] of planned.entries()) {
      if (held.cancelled.aborted) return await cancelRun(ports, held, events);
      if (held.lost.aborted || stopping.aborted) return;
      const callOff = AbortSignal.any([held.cancelled, held.lost, stopping]);
      checks.push(
        await runCheck(ports, callOff, run.value, plan, plan.subject === 'base' ? baseTree.value : artifact.change.headTree, index, events),
      );
    }
    if (held.cancelled.aborted) return await cancelRun(ports, held, events);
    // What was called off is no result: whoever has the run next begins again.
    if (held.lost.aborted || stopping.aborted) return;
    events.push({ kind: 'phase', phase: 'verify', state: 'finished', text: 'Checks done' });
    await events.flush();
    await ports.runs.commit(held.lease, {
      transition: 'verified',
      at: ports.clock.now(),
      stored: { kind: 'checks', checks },
      next: { name: 'run.judge' },
    });
  } finally {
    held.drop();
    await ports.runs.release(held.lease);
  }
};
