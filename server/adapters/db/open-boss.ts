import { PgBoss } from 'pg-boss';
import type { Logger } from '../../ports/logger.ts';
import { JOBS } from '../../ports/run-store.ts';

/** A job may take hours (an agent at work): the heartbeat is what tells a dead worker from a long job. */
const QUEUE_OPTIONS = {
  /** Of jobs with the same key only one waits at a time. */
  policy: 'short',
  expireInSeconds: 23 * 3_600,
  heartbeatSeconds: 30,
  retryLimit: 100,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
  deleteAfterSeconds: 3_600,
  notify: true,
};

export type BossHandle = {
  /** The started queue, with its tables and every queue made; started at the first call. */
  get(): Promise<PgBoss>;
  /** Waits up to `timeoutMs` for jobs under way; those that are not done by then are delivered again. */
  stop(timeoutMs: number): Promise<void>;
};

export function openBoss(url: string, log: Logger | null): BossHandle {
  let started: Promise<PgBoss> | null = null;

  const start = async (): Promise<PgBoss> => {
    const boss = new PgBoss({
      connectionString: url,
      max: 4,
      application_name: 'countersign queue',
      useListenNotify: true,
      schedule: false,
      superviseIntervalSeconds: 15,
      monitorIntervalSeconds: 15,
    });
    // Without a listener an 'error' would end the process; the queue goes on by itself when the database is back.
    boss.on('error', (error) => log?.error({ error: error.message }, 'queue: error'));
    boss.on('warning', (warning) => log?.warn({ data: warning.data }, `queue: ${warning.message}`));
    await boss.start();
    for (const name of JOBS) await boss.createQueue(name, QUEUE_OPTIONS);
    return boss;
  };

  return {
    get() {
      started ??= start().catch((error) => {
        started = null;
        throw error;
      });
      return started;
    },
    async stop(timeoutMs) {
      const boss = await started?.catch(() => null);
      started = null;
      await boss?.stop({ graceful: true, timeout: timeoutMs, close: true });
    },
  };
}
