import { RUN_MACHINE, type RunTransition } from '../domain/run/machine.ts';
import type { RunStatus } from '../domain/run/status.ts';
import { ok } from '../domain/shared/result.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** A restart or a failover of the database takes less; after this the stage breaks and its job is delivered again. */
const OUTLAST_MS = 120_000;
const MAX_WAIT_MS = 2_000;

/**
 * The run store for a worker's stages: while the database is away its questions are asked again, so that an agent at work does
 * not die of it. A move whose answer was lost counts as made when the run is where the move leads.
 */
export const outlasting = (runs: RunStore, { clock, log }: Pick<WorkerPorts, 'clock' | 'log'>): RunStore => {
  const ask = async <T>(what: string, once: (attempt: number) => Promise<T>): Promise<T> => {
    const since = clock.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(attempt);
      } catch (error) {
        if (clock.now() - since > OUTLAST_MS) throw error;
        log.warn({ what, attempt, error: String(error) }, 'the database did not answer: asking again');
        await new Promise<void>((resolve) => clock.after(Math.min(200 * attempt, MAX_WAIT_MS), resolve));
      }
    }
  };
  return {
    ...runs,
    read: (runId) => ask('read', () => runs.read(runId)),
    claim: (input) => ask('claim', () => runs.claim({ ...input, now: clock.now() })),
    release: (lease) => ask('release', () => runs.release(lease)),
    commit: (lease, move) =>
      ask('commit', async (attempt) => {
        const moved = await runs.commit(lease, move);
        if (moved.ok || attempt === 1) return moved;
        const run = await runs.read(lease.runId);
        return run.ok && leadsTo(move.transition, run.value.status) ? ok(run.value.status) : moved;
      }),
    takeTurn: (lease, at) =>
      ask('take turn', async (attempt) => {
        const waits = await runs.takeTurn(lease, at);
        if (waits.ok || attempt === 1) return waits;
        const run = await runs.read(lease.runId);
        return run.ok && run.value.status === 'LANDING' ? ok([]) : waits;
      }),
    recordSandbox: (lease, sandbox) => ask('record sandbox', () => runs.recordSandbox(lease, sandbox)),
    takeCommands: (lease, now) => ask('take commands', () => runs.takeCommands(lease, now)),
    readArtifact: (runId) => ask('read artifact', () => runs.readArtifact(runId)),
    readReviews: (taskId) => ask('read reviews', () => runs.readReviews(taskId)),
    people: () => ask('people', () => runs.people()),
    freeze: (repositoryId, now) => ask('freeze', () => runs.freeze(repositoryId, now)),
    waivers: (repositoryId, now) => ask('waivers', () => runs.waivers(repositoryId, now)),
    activePolicy: (repositoryId) => ask('policy', () => runs.activePolicy(repositoryId)),
  };
};

const leadsTo = (transition: RunTransition, status: RunStatus): boolean =>
  Object.values(RUN_MACHINE).some((moves) => moves[transition] === status);
