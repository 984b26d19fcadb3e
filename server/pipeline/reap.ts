import type { RunStatus } from '../domain/run/status.ts';
import type { JobName } from '../ports/run-store.ts';
import { STAGE_OF } from './stages.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** A job that was lost with the queue's answer is sent again; the lease makes a second delivery harmless. */
const RESEND: readonly RunStatus[] = ['VERIFYING', 'JUDGING'];

/** While a run is in these, something of the role may be needed on the machine that made it. */
const AGENT_STATUSES: readonly RunStatus[] = ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING'];
const NEEDED: Readonly<Record<string, readonly RunStatus[]>> = {
  agent: AGENT_STATUSES,
  collect: AGENT_STATUSES,
  check: ['VERIFYING', 'LANDING'],
};

/** Label of a sandbox that belongs to no run: epoch milliseconds after which nobody waits for it any more. */
export const UNTIL_LABEL = 'dev.countersign.until';

/**
 * Brings back what a dead worker left: runs whose lease ran out get their stage's job again, and sandboxes and workspaces of
 * this machine that belong to no run under way are removed. `isMine`: this process works on the run right now.
 */
export const reap = async (ports: WorkerPorts, isMine: (runId: string) => boolean): Promise<void> => {
  const send = sender(ports);
  for (const { runId, status } of await ports.runs.expired(ports.clock.now())) {
    const stage = STAGE_OF[status];
    if (stage && (await send(stage, runId))) ports.log.warn({ runId, status }, 'lease ran out: sending the stage again');
  }
  // Those that wait for reviews are left alone: here they start by themselves when there is room again.
  for (const runId of await ports.runs.startable()) if (!isMine(runId)) await send('run.execute', runId);
  for (const status of RESEND) {
    const stage = STAGE_OF[status];
    if (stage) for (const runId of await ports.runs.inStatus([status])) if (!isMine(runId)) await send(stage, runId);
  }
  for (const runId of await ports.runs.mayLandNow(ports.clock.now())) if (!isMine(runId)) await send('run.merge', runId);
  const isOver = overChecker(ports, isMine);
  const sandboxes = await ports.sandboxes.list();
  for (const { name, labels } of sandboxes.ok ? sandboxes.value : []) {
    const until = Number(labels[UNTIL_LABEL] ?? Number.NaN);
    if (until < ports.clock.now() || (await isOver(labels['dev.countersign.run'], labels['dev.countersign.role'])))
      await ports.sandboxes.remove(name);
  }
  const workspaces = await ports.workspaces.list();
  for (const key of workspaces.ok ? workspaces.value : []) {
    const [, role, runId] = /^(agent|check)-(run_[a-z0-9]+)/.exec(key) ?? [];
    if (await isOver(runId, role)) await ports.workspaces.close(key);
  }
  // What time alone changed, a judgement that was under way when the policy changed, and a job that was lost.
  if ((await ports.runs.toDecideAgain(ports.clock.now())).length > 0) await send('policy.apply', 'everything');
};

/** Sends a stage's job unless one is waiting already: two hundred queued runs must not become a thousand jobs. */
const sender = (ports: WorkerPorts) => {
  const waiting = new Map<JobName, ReadonlySet<string>>();
  return async (stage: JobName, runId: string): Promise<boolean> => {
    const known = waiting.get(stage) ?? (await ports.queue.waiting(stage));
    waiting.set(stage, known);
    if (known.has(runId)) return false;
    await ports.queue.enqueue(stage, runId);
    return true;
  };
};

/** Does nothing on this machine need what belongs to the run any more? A run that is not known here is left alone. */
const overChecker =
  (ports: WorkerPorts, isMine: (runId: string) => boolean) =>
  async (runId: string | undefined, role: string | undefined): Promise<boolean> => {
    if (runId === undefined || role === undefined || isMine(runId)) return false;
    const run = await ports.runs.read(runId);
    return run.ok && !(NEEDED[role] ?? []).includes(run.value.status);
  };
