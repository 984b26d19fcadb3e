import { composeWorker } from '../composition/worker.ts';
import { startWorkerLoop } from './loop.ts';

/** An agent that is told to stop has this long to end its turn before its work is collected as it is. */
const STOP_MS = 30_000;

const worker = await composeWorker().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
const loop = await startWorkerLoop(worker.ports, worker.facts);
worker.log.info(
  { worker: worker.facts.id, engine: worker.facts.engine, workspaces: worker.facts.workspaceMethod, capacity: worker.facts.capacity },
  'worker ready',
);

let stopping = false;
const stop = async (signal: string) => {
  if (stopping) return;
  stopping = true;
  worker.log.info({ signal }, 'worker stopping: no new work, agents are ended, their work is collected');
  await loop.stop(STOP_MS);
  await worker.close();
  worker.log.info({}, 'worker stopped');
  process.exit(0);
};
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
process.on('uncaughtException', (error) => {
  // State is in Postgres under a lease: ending is safer than going on with what is unknown.
  worker.log.error({ error: error.stack ?? String(error) }, 'worker broke');
  process.exit(1);
});
