import type { Queue } from '../../ports/queue.ts';
import { JOBS } from '../../ports/run-store.ts';
import type { Database } from './connect.ts';
import { delay, type JobData } from './send-job.ts';

/** New jobs wake their workers at once; polling finds delayed ones, and what was missed. */
const POLL_SECONDS = 2;

/** `depth`: jobs that wait to be delivered, over all names. */
export function pgBossQueue(db: Database): Queue & { depth(): Promise<number> } {
  return {
    async work(handlers, { concurrency }) {
      const boss = await db.boss.get();
      for (const name of JOBS) {
        const options = {
          localConcurrency: concurrency,
          batchSize: 1,
          // Two jobs that arrive while one is being handled wake the worker once: it looks again until there is none.
          burstWhenBatchFull: true,
          pollingIntervalSeconds: POLL_SECONDS,
          notifyPollingIntervalSeconds: POLL_SECONDS,
        };
        await boss.work<JobData>(name, options, async (jobs) => {
          for (const job of jobs) await handlers[name](job.data.subjectId);
        });
      }
    },
    async enqueue(name, subjectId, options) {
      const boss = await db.boss.get();
      const startAfterMs = options?.startAfterMs ?? 0;
      // Jobs that are sent again to be sure do not pile up: while one waits, the same one is not added.
      const singletonKey = startAfterMs > 0 ? `${subjectId} later` : subjectId;
      await boss.send(name, { subjectId } satisfies JobData, { singletonKey, ...delay(startAfterMs) });
    },
    async waiting(name) {
      await db.boss.get();
      const rows = await db.prisma.$queryRaw<{ subjectId: string }[]>`
        SELECT DISTINCT data ->> 'subjectId' AS "subjectId" FROM pgboss.job WHERE name = ${name} AND state IN ('created', 'retry')`;
      return new Set(rows.map(({ subjectId }) => subjectId));
    },
    stop: (timeoutMs) => db.boss.stop(timeoutMs),
    async depth() {
      await db.boss.get();
      const [row] = await db.prisma.$queryRaw<
        { depth: number }[]
      >`SELECT count(*)::int AS depth FROM pgboss.job WHERE state IN ('created', 'retry')`;
      return row?.depth ?? 0;
    },
  };
}
