import type { Failure } from '../domain/shared/failure.ts';
import type { EventWriter } from './event-writer.ts';
import type { HeldLease } from './hold-lease.ts';
import type { WorkerPorts } from './worker-ports.ts';

export const agentSandboxName = (runId: string): string => `countersign-agent-${runId}`;
export const collectSandboxName = (runId: string): string => `countersign-collect-${runId}`;
export const agentWorkspaceKey = (runId: string): string => `agent-${runId}`;

/** Removes what a run may have on this machine. Idempotent; a problem is logged and left to the reaper. */
export const clearRun = async (ports: WorkerPorts, runId: string): Promise<void> => {
  for (const name of [agentSandboxName(runId), collectSandboxName(runId)]) {
    const removed = await ports.sandboxes.remove(name);
    if (!removed.ok) ports.log.warn({ runId, name, code: removed.failure.code }, 'sandbox not removed');
  }
  const closed = await ports.workspaces.close(agentWorkspaceKey(runId));
  if (!closed.ok) ports.log.warn({ runId, code: closed.failure.code }, 'workspace not closed');
};

/** Ends a run as FAILED with the reason, after its machines are gone. */
export const failRun = async (ports: WorkerPorts, held: HeldLease, events: EventWriter, failure: Failure): Promise<void> => {
  await clearRun(ports, held.lease.runId);
  events.push({ kind: 'failure', code: failure.code, text: failure.message });
  await events.flush();
  const moved = await ports.runs.commit(held.lease, { transition: 'failed', at: ports.clock.now(), stored: { kind: 'failure', failure } });
  ports.log.warn({ runId: held.lease.runId, code: failure.code, moved: moved.ok }, 'run failed');
};

/** Ends a run as CANCELLED, after its machines are gone: a cancelled run that still ran would be a lie. */
export const cancelRun = async (ports: WorkerPorts, held: HeldLease, events: EventWriter): Promise<void> => {
  const run = await ports.runs.read(held.lease.runId);
  await clearRun(ports, held.lease.runId);
  events.push({ kind: 'steering', action: 'cancel', by: (run.ok && run.value.cancelRequestedBy) || 'somebody' });
  await events.flush();
  await ports.runs.commit(held.lease, { transition: 'cancelled', at: ports.clock.now() });
};
