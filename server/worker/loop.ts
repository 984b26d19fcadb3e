import { applyPolicy } from '../pipeline/apply-policy.ts';
import { executeRun } from '../pipeline/execute.ts';
import { judgeRun } from '../pipeline/judge.ts';
import { mergeRun } from '../pipeline/merge.ts';
import { outlasting } from '../pipeline/outlast.ts';
import { reap } from '../pipeline/reap.ts';
import { syncRepository } from '../pipeline/sync-repository.ts';
import { testAgent } from '../pipeline/test-agent.ts';
import { verifyRun } from '../pipeline/verify.ts';
import type { WorkerPorts } from '../pipeline/worker-ports.ts';
import type { WorkerFacts } from '../ports/worker-store.ts';

const HEARTBEAT_MS = 5_000;
const REAP_MS = 10_000;

export type WorkerLoop = {
  /** Takes no more work, ends agents gently, hands every lease back. Resolves when done or after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
};

/** Takes jobs until stopped; says that it lives; brings back what died. */
export const startWorkerLoop = async (given: WorkerPorts, facts: WorkerFacts): Promise<WorkerLoop> => {
  const ports: WorkerPorts = { ...given, runs: outlasting(given.runs, given) };
  const stopping = new AbortController();
  /** `<stage> <id>` of what this process is doing right now. */
  const atWork = new Set<string>();
  const isMine = (runId: string) => [...atWork].some((entry) => entry.endsWith(` ${runId}`));
  const timers = new Set<() => void>();
  let stopped = false;

  const under = (stage: string, work: (subjectId: string) => Promise<void>) => async (subjectId: string) => {
    // After the signal nothing new begins; the job is delivered again to another worker.
    if (stopping.signal.aborted) throw new Error('the worker is stopping');
    const entry = `${stage} ${subjectId}`;
    // Sent again because the lease ran out while the database was away: the work itself never stopped.
    if (atWork.has(entry)) return;
    atWork.add(entry);
    try {
      await work(subjectId);
    } catch (error) {
      ports.log.error({ subjectId, stage, error: error instanceof Error ? error.stack : String(error) }, 'stage broke');
      throw error;
    } finally {
      atWork.delete(entry);
    }
    // What was given back unfinished is taken up by another worker at once; where it was finished, that one finds nothing to do.
    if (stopping.signal.aborted) throw new Error('the worker stopped');
  };
  const every = (ms: number, what: string, work: () => Promise<void>) => {
    const tick = async () => {
      try {
        await work();
      } catch (error) {
        ports.log.warn({ what, error: String(error) }, 'will try again');
      }
      if (!stopped) timers.add(ports.clock.after(ms, tick));
    };
    return tick();
  };

  await every(HEARTBEAT_MS, 'heartbeat', async () => {
    // Asked each time: an engine that went away or came back shows without a restart of the worker.
    const found = await ports.sandboxes.describe();
    const engine = found.ok ? `Docker ${found.value.version}, ${found.value.defaultRuntime}` : found.failure.message;
    await ports.store.heartbeat({ ...facts, engine, engineAnswers: found.ok }, ports.clock.now());
  });
  await ports.queue.work(
    {
      'run.execute': under('execute', (runId) => executeRun(ports, runId, stopping.signal)),
      'run.verify': under('verify', (runId) => verifyRun(ports, runId, stopping.signal)),
      'run.judge': under('judge', (runId) => judgeRun(ports, runId)),
      'run.merge': under('merge', (runId) => mergeRun(ports, runId, stopping.signal)),
      'repository.sync': under('sync', (repositoryId) => syncRepository(ports, repositoryId)),
      'policy.apply': under('apply policy', () => applyPolicy(ports, stopping.signal)),
      'agent.test': under('agent test', (profileId) => testAgent(ports, profileId)),
    },
    { concurrency: facts.capacity },
  );
  await every(REAP_MS, 'reap', () => reap(ports, isMine));

  return {
    stop: async (timeoutMs) => {
      stopped = true;
      for (const callOff of timers) callOff();
      stopping.abort();
      await ports.queue.stop(timeoutMs);
      await ports.store.leave(facts.id);
    },
  };
};
