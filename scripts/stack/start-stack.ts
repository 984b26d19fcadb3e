import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startPostgres } from '../setup/postgres.ts';
import { prepareDatabase } from '../setup/prepare-database.ts';
import { type Child, startChild, tailOf } from './child.ts';
import { waitFor } from './wait-for.ts';

export type StackOptions = {
  /** Root of this checkout. */
  readonly root: string;
  /** Everything the stack keeps: database, keys, mirrors, workspaces, logs. */
  readonly dataDir: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly capacity: number;
  /** Added to the environment of both processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** The database is thrown away at the end. */
  readonly throwAway?: boolean;
};

export type Stack = {
  readonly url: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly web: () => Child;
  readonly worker: () => Child;
  /** Starts a worker: another one, or the next after the last was stopped or killed. `stop` ends all that still run. */
  startWorker(env?: Readonly<Record<string, string>>): Promise<Child>;
  /** Starts the web process again, on the same address, after it was stopped or killed. */
  startWeb(): Promise<Child>;
  /** Takes the database away for `awayMs` and brings it back on the same data and address. */
  restartPostgres(awayMs: number): Promise<void>;
  stop(): Promise<void>;
};

/** Starts Postgres (or uses `DATABASE_URL`), migrates, and starts one web process and one worker, on loopback. */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { root, dataDir } = options;
  await mkdir(dataDir, { recursive: true });
  const openPostgres = () => startPostgres({ dataDir, throwAway: options.throwAway, quiet: options.throwAway });
  let postgres = await openPostgres();
  const databaseUrl = postgres.url;
  await prepareDatabase(options.root, databaseUrl);

  const port = options.port === 0 ? await freePort() : options.port;
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...options.env,
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_WORKER_CAPACITY: String(options.capacity),
    COUNTERSIGN_URL: url,
  };
  const logs = join(dataDir, 'logs');
  const workers: Child[] = [];
  const startWorker = async (more: Readonly<Record<string, string>> = {}) => {
    const worker = await startChild('worker', [join(root, 'server/worker/main.ts')], { ...env, ...more }, join(logs, 'worker.log'));
    workers.push(worker);
    return worker;
  };
  const startWeb = () =>
    startChild(
      'web',
      [join(root, 'scripts/web.ts')],
      { ...env, PORT: String(port), HOST: '127.0.0.1', NODE_ENV: 'production' },
      join(logs, 'web.log'),
    );
  let web = await startWeb();
  let worker = await startWorker();

  const stop = async () => {
    await Promise.all([web.stop(), ...workers.map((one) => one.stop(45_000))]);
    await postgres.stop();
  };
  try {
    await waitUntilHealthy(url, [web, worker]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    databaseUrl,
    dataDir,
    web: () => web,
    worker: () => worker,
    startWorker: async (more) => {
      worker = await startWorker(more);
      return worker;
    },
    startWeb: async () => {
      web = await startWeb();
      return web;
    },
    restartPostgres: async (awayMs) => {
      await postgres.stop();
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      postgres = await openPostgres();
      if (postgres.url !== databaseUrl) throw new Error('The database came back at another address.');
    },
    stop,
  };
};

const waitUntilHealthy = async (url: string, children: readonly Child[]): Promise<void> => {
  let last = 'no answer';
  let ended: Child | null = null;
  for (const child of children) {
    void child.exited.then(() => {
      ended = child;
    });
  }
  await waitFor(
    'the web process and a worker to be healthy',
    90_000,
    async () => {
      if (ended) return true;
      const answer = await fetch(`${url}/api/health`);
      last = `${answer.status} ${(await answer.clone().text()).slice(0, 300)}`;
      const health = (await answer.json()) as { workers?: { alive?: number } | number };
      const alive = typeof health.workers === 'number' ? health.workers : (health.workers?.alive ?? 0);
      return answer.ok && alive > 0;
    },
    () => last,
  );
  const broken = ended as Child | null;
  if (broken) throw new Error(`${broken.name} ended while starting. The end of ${broken.logFile}:\n${await tailOf(broken.logFile, 30)}`);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
