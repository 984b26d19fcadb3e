import { betterAuthAccounts } from '../adapters/auth/better-auth-accounts.ts';
import { readOrCreateSecret } from '../adapters/auth/secret-file.ts';
import { appendAudit } from '../adapters/db/append-audit.ts';
import { connectDatabase, type Transaction } from '../adapters/db/connect.ts';
import { pgBossQueue } from '../adapters/db/pg-boss-queue.ts';
import { prismaEventLog } from '../adapters/db/prisma-event-log.ts';
import { prismaPolicyStore } from '../adapters/db/prisma-policy-store.ts';
import { prismaReadModel } from '../adapters/db/prisma-read-model.ts';
import { prismaRunStore } from '../adapters/db/prisma-run-store.ts';
import { prismaWebStore } from '../adapters/db/prisma-web-store.ts';
import { keySealer } from '../adapters/keys/key-sealer.ts';
import { pinoLogger } from '../adapters/log/pino-logger.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { type WebEnv, webEnv } from '../config/env.ts';
import { VERSION } from '../config/version.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { KeySealer } from '../ports/keys.ts';
import type { Logger } from '../ports/logger.ts';
import type { PolicyStore } from '../ports/policy-store.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { WebStore } from '../ports/web-store.ts';

/** Everything that the web process acts through. */
export type WebProcess = {
  readonly env: Pick<WebEnv, 'publicUrl'>;
  readonly log: Logger;
  readonly accounts: Accounts;
  readonly read: ReadModel;
  readonly store: WebStore;
  readonly policies: PolicyStore;
  readonly runs: RunStore;
  readonly events: EventLog;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  /** Fires when the process begins to stop: streams end so that browsers connect to another one. */
  readonly stopping: AbortSignal;
  health(): Promise<Health>;
  /** Ends the streams; everything else still works. */
  beginStop(): void;
  /** Closes the database connections, after the last request. */
  close(): Promise<void>;
};

export type Health = {
  readonly status: 'ok' | 'unavailable';
  readonly version: string;
  readonly database: 'ok' | 'unreachable';
  /** `withEngine`: of those alive, whose container engine answers. */
  readonly workers: { readonly alive: number; readonly withEngine: number; readonly capacity: number } | null;
  /** Jobs that wait to be delivered to a worker. */
  readonly queueDepth: number | null;
};

const HEALTH_DEADLINE_MS = 3_000;

/** Wires a web process; tests give their own environment. */
export const composeWeb = (env: WebEnv): WebProcess => {
  const log = pinoLogger({ name: 'web', level: env.logLevel });
  const database = connectDatabase({ url: env.databaseUrl, log });
  const queue = pgBossQueue(database);
  const read = prismaReadModel(database);
  const stopping = new AbortController();

  const health = async (): Promise<Health> => {
    try {
      const [workers, queueDepth] = await withDeadline(
        (async () => {
          await database.ping();
          return Promise.all([read.workers(systemClock.now()), queue.depth()]);
        })(),
      );
      const alive = workers.filter((worker) => worker.alive);
      return {
        status: 'ok',
        version: VERSION,
        database: 'ok',
        workers: {
          alive: alive.length,
          withEngine: alive.filter((worker) => worker.engineAnswers).length,
          capacity: alive.reduce((sum, worker) => sum + worker.capacity, 0),
        },
        queueDepth,
      };
    } catch (error) {
      log.error({ error }, 'health check failed');
      return { status: 'unavailable', version: VERSION, database: 'unreachable', workers: null, queueDepth: null };
    }
  };

  return {
    env: { publicUrl: env.publicUrl },
    log,
    accounts: betterAuthAccounts<Transaction>(database.prisma, {
      publicUrl: env.publicUrl,
      secret: env.authSecret ?? readOrCreateSecret(env.dataDir),
      onCreated: (tx, { id, name, role }, byId) =>
        appendAudit(tx, {
          byId,
          at: systemClock.now(),
          acts: [{ action: 'person_created', subject: { kind: 'person', id }, detail: { name, role } }],
        }),
    }),
    read,
    store: prismaWebStore(database),
    policies: prismaPolicyStore(database),
    runs: prismaRunStore(database),
    events: prismaEventLog(database),
    sealer: keySealer(),
    clock: systemClock,
    stopping: stopping.signal,
    health,
    beginStop: () => stopping.abort(),
    close: () => database.close(),
  };
};

const withDeadline = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`no answer in ${HEALTH_DEADLINE_MS} ms`)), HEALTH_DEADLINE_MS).unref();
    }),
  ]);

/** The bundle of the pages and the script that starts them are two copies of this file in one process; they share one wiring. */
const SHARED = Symbol.for('countersign.web');
type Shared = { [SHARED]?: WebProcess };

export const webProcess = (): WebProcess => {
  const shared = globalThis as Shared;
  shared[SHARED] ??= composeWeb(webEnv());
  return shared[SHARED];
};
