import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import type { RunRecord } from '../ports/run-store.ts';
import { collectRun } from './collect.ts';
import { computeRun } from './compute.ts';
import { agentSandboxName, cancelRun, clearRun, failRun } from './end-run.ts';
import { createEventWriter, type EventWriter } from './event-writer.ts';
import { type HeldLease, holdLease } from './hold-lease.ts';
import { type PreparedRun, prepareRun } from './prepare.ts';
import { makeRevert } from './revert.ts';
import { makeSuggested } from './suggest.ts';
import { superviseRun } from './supervise.ts';
import type { WorkerPorts } from './worker-ports.ts';

/**
 * Steps 3 to 5 of the way of the data: sandbox, progress log, collection. Called again after a worker died it carries on
 * where the data is: PREPARING starts anew (nothing was told to the agent yet); RUNNING and PAUSED are never replayed, what is
 * in the workspace is collected and a report says that the worker was lost; COLLECTING is repeated.
 */
export const executeRun = async (ports: WorkerPorts, runId: string, stopping: AbortSignal): Promise<void> => {
  const held = await holdLease(ports, runId, ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING']);
  if (!held) return;
  const lost = new AbortController();
  const events = createEventWriter(ports, held.lease, () => lost.abort());
  try {
    const run = await ports.runs.read(runId);
    if (!run.ok) return;
    if (held.cancelled.aborted) return await cancelRun(ports, held, events);
    switch (run.value.status) {
      case 'QUEUED': {
        const claimed = await ports.runs.commit(held.lease, { transition: 'claimed', at: ports.clock.now() });
        return claimed.ok ? await beginRun(ports, held, run.value, events, stopping) : undefined;
      }
      case 'PREPARING':
        return await beginRun(ports, held, run.value, events, stopping);
      case 'RUNNING':
      case 'PAUSED':
        return await salvageRun(ports, held, run.value, events);
      default:
        return await collectRun(ports, held, run.value, events, 'The worker was lost while the result was being collected.');
    }
  } finally {
    held.drop();
    await ports.runs.release(held.lease);
  }
};

const beginRun = (ports: WorkerPorts, held: HeldLease, run: RunRecord, events: EventWriter, stopping: AbortSignal): Promise<void> => {
  const { suggests, reverts } = run;
  if (suggests)
    return computeRun(ports, held, run, events, `Putting in what ${suggests.by.name} suggested`, () => makeSuggested(ports, run, suggests));
  if (reverts) {
    const text = `Taking back ${reverts.sha.slice(0, 12)} of task ${reverts.taskNumber} on ${run.contract.environment.baseBranch}`;
    return computeRun(ports, held, run, events, text, () => makeRevert(ports, run, reverts));
  }
  return startRun(ports, held, run, events, stopping);
};

const startRun = async (ports: WorkerPorts, held: HeldLease, run: RunRecord, events: EventWriter, stopping: AbortSignal): Promise<void> => {
  // Whatever the run is doing when a person cancels it: its container goes at once, and the rest follows.
  held.cancelled.addEventListener('abort', () => void ports.sandboxes.remove(agentSandboxName(run.id)), { once: true });
  const prepared = await prepareRun(ports, held, run, events);
  if (held.lost.aborted) return prepared.ok ? prepared.value.broker.close() : undefined;
  if (!prepared.ok) {
    if (held.cancelled.aborted) return cancelRun(ports, held, events);
    return failRun(ports, held, events, prepared.failure);
  }
  const { sandbox, broker } = prepared.value;
  if (stopping.aborted) {
    // The agent was told nothing yet: another worker starts anew.
    await broker.close();
    return clearRun(ports, run.id);
  }
  const started = await ports.runs.commit(held.lease, { transition: 'agent_started', at: ports.clock.now() });
  if (!started.ok) {
    await broker.close();
    return;
  }
  events.push({ kind: 'phase', phase: 'agent', state: 'started', text: `${run.agent.name} is working on ${run.branch}` });
  const end = await runAgent(ports, held, run, prepared.value, events, stopping);
  await broker.close();
  if (end.end === 'lost') return;
  if (end.end === 'cancelled') return cancelRun(ports, held, events);

  if (await killedForMemory(sandbox))
    events.push({
      kind: 'limit',
      limit: 'memory',
      text: `A process of the agent used up the ${DEFAULT_LIMITS.memoryMb} MB of memory and was ended.`,
    });
  const removed = await sandbox.remove();
  if (!removed.ok) ports.log.warn({ runId: run.id, code: removed.failure.code }, 'agent sandbox not removed');
  events.push({ kind: 'phase', phase: 'agent', state: 'finished', text: end.end === 'done' ? 'The agent is done' : end.text });
  await events.flush();
  const ended = await ports.runs.commit(held.lease, { transition: 'agent_ended', at: ports.clock.now() });
  if (ended.ok) await collectRun(ports, held, run, events, end.text);
};

/** The kernel ends the largest process, which need not be the agent itself: then the sandbox lives on, and only its counter tells. */
const killedForMemory = async (sandbox: PreparedRun['sandbox']): Promise<boolean> => {
  const script = 'cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null; true';
  const seen = await sandbox.exec(['sh', '-c', script], { maxBytes: 4_096, timeoutMs: 5_000 });
  return seen.ok && /^oom_kill [1-9]/m.test(new TextDecoder().decode(seen.value.stdout));
};

const runAgent = async (
  ports: WorkerPorts,
  held: HeldLease,
  run: RunRecord,
  prepared: PreparedRun,
  events: EventWriter,
  stopping: AbortSignal,
) => {
  const stderr = readStderr(prepared.sandbox.stderr, (text) =>
    events.push({ kind: 'output', source: 'agent_stderr', name: run.agent.name, text }),
  );
  try {
    return await superviseRun(ports, held, run, prepared, events, stopping);
  } finally {
    stderr.stop();
  }
};

const readStderr = (stream: ReadableStream<Uint8Array>, write: (text: string) => void): { stop(): void } => {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  void (async () => {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        write(decoder.decode(value, { stream: true }));
      }
    } catch {
      // The stream ends with the sandbox.
    }
  })();
  return { stop: () => void reader.cancel().catch(() => undefined) };
};

/** A run whose worker died while the agent worked: the agent is ended, what it made is kept. */
const salvageRun = async (ports: WorkerPorts, held: HeldLease, run: RunRecord, events: EventWriter): Promise<void> => {
  const text = 'The worker that drove the agent was lost. The agent was ended; what was in its workspace has been kept.';
  events.push({ kind: 'failure', code: 'worker_lost', text });
  const removed = await ports.sandboxes.remove(agentSandboxName(run.id));
  if (!removed.ok) return failRun(ports, held, events, removed.failure);
  await events.flush();
  const ended = await ports.runs.commit(held.lease, { transition: 'agent_ended', at: ports.clock.now() });
  if (ended.ok) await collectRun(ports, held, run, events, text);
  else await clearRun(ports, run.id);
};
