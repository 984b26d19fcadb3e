import type { RunStatus } from '../domain/run/status.ts';
import { isFinal } from '../domain/run/machine.ts';
import { STAGE_OF } from './stages.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** A job that was lost with the queue's answer is sent again; the lease makes a second delivery harmless. */
const RESEND: readonly RunStatus[] = ['QUEUED', 'VERIFYING', 'JUDGING', 'APPROVED'];

/**
 * Brings back what a dead worker left: runs whose lease ran out get their stage's job again, and sandboxes and workspaces of
 * this machine that belong to no run under way are removed. `mine` are runs that this process works on right now.
 */
export const reap = async (ports: WorkerPorts, mine: ReadonlySet<string>): Promise<void> => {
  for (const { runId, status } of await ports.runs.expired(ports.clock.now())) {
    const stage = STAGE_OF[status];
    if (!stage) continue;
    ports.log.warn({ runId, status }, 'lease ran out: sending the stage again');
    await ports.queue.enqueue(stage, runId);
  }
  for (const status of RESEND) {
    const stage = STAGE_OF[status];
    if (stage) for (const runId of await ports.runs.inStatus([status])) if (!mine.has(runId)) await ports.queue.enqueue(stage, runId);
  }
  const isOver = overChecker(ports, mine);
  const sandboxes = await ports.sandboxes.list();
  for (const sandbox of sandboxes.ok ? sandboxes.value : []) {
    if (await isOver(sandbox.labels['dev.countersign.run'])) await ports.sandboxes.remove(sandbox.name);
  }
  const workspaces = await ports.workspaces.list();
  for (const key of workspaces.ok ? workspaces.value : []) {
    if (await isOver(/^(?:agent|check)-(run_[a-z0-9]+)/.exec(key)?.[1])) await ports.workspaces.close(key);
  }
};

/** Does nothing on this machine need what belongs to the run any more? A run that is not known here is left alone. */
const overChecker = (ports: WorkerPorts, mine: ReadonlySet<string>) => async (runId: string | undefined): Promise<boolean> => {
  if (runId === undefined || mine.has(runId)) return false;
  const run = await ports.runs.read(runId);
  return run.ok && (isFinal(run.value.status) || run.value.status === 'IN_REVIEW');
};
