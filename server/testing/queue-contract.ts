import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Queue } from '../ports/queue.ts';
import { JOBS, type JobName } from '../ports/run-store.ts';
import { until } from './until.ts';

export type QueueSetting = {
  /** A queue over the same database with its own connections, as another process has it. */
  open(): Queue;
};

type Handlers = Parameters<Queue['work']>[0];

/** What `ports/queue.ts` promises, shown on a real database. */
export function queueContract(name: string, setUp: () => Promise<{ readonly setting: QueueSetting; tearDown(): Promise<void> }>): void {
  describe(`queue contract: ${name}`, () => {
    let setting: QueueSetting;
    let tearDown = async () => {};
    beforeAll(async () => {
      ({ setting, tearDown } = await setUp());
    });
    afterAll(() => tearDown());

    const handlers = (handle: (name: JobName, subjectId: string) => Promise<void>): Handlers =>
      Object.fromEntries(JOBS.map((job) => [job, (subjectId: string) => handle(job, subjectId)])) as Handlers;

    test('every job reaches one of two workers, under its name', async () => {
      const sender = setting.open();
      const got: string[] = [];
      const workers = [setting.open(), setting.open()];
      for (const worker of workers)
        await worker.work(
          handlers(async (job, id) => void got.push(`${job} ${id}`)),
          { concurrency: 2 },
        );
      const sent = Array.from({ length: 20 }, (_, i) => [JOBS[i % JOBS.length] as JobName, `a${i}`] as const);
      for (const [job, id] of sent) await sender.enqueue(job, id);
      await until(async () => got.length >= sent.length);
      expect(got.toSorted()).toEqual(sent.map(([job, id]) => `${job} ${id}`).toSorted());
      await Promise.all([sender, ...workers].map((queue) => queue.stop(5_000)));
    });

    test('a job that is sent again while it waits does not pile up', async () => {
      const queue = setting.open();
      for (let i = 0; i < 10; i++) await queue.enqueue('run.judge', 'same');
      expect(await queue.waiting('run.judge')).toEqual(new Set(['same']));
      expect(await queue.waiting('run.merge')).toEqual(new Set());
      let deliveries = 0;
      let last = false;
      await queue.work(
        handlers(async (_, id) => {
          if (id === 'same') deliveries++;
          if (id === 'last') last = true;
        }),
        { concurrency: 1 },
      );
      await queue.enqueue('run.judge', 'last');
      await until(async () => last && deliveries > 0);
      expect(deliveries).toBe(1);
      await queue.stop(5_000);
    });

    test('a job that fails is delivered again', async () => {
      const queue = setting.open();
      let tries = 0;
      await queue.work(
        handlers(async (_, id) => {
          if (id === 'again' && ++tries < 2) throw new Error('not yet');
        }),
        { concurrency: 1 },
      );
      await queue.enqueue('run.judge', 'again');
      await until(async () => tries >= 2, 30_000);
      await queue.stop(5_000);
    });

    test('a delayed job is not delivered early, and a waiting one is at once', async () => {
      const queue = setting.open();
      const at = new Map<string, number>();
      await queue.work(
        handlers(async (_, id) => void at.set(id, Date.now())),
        { concurrency: 1 },
      );
      const sentAt = Date.now();
      await queue.enqueue('run.merge', 'late', { startAfterMs: 1_500 });
      expect(await queue.waiting('run.merge')).toContain('late');
      await queue.enqueue('run.merge', 'now');
      await until(async () => at.size === 2);
      expect((at.get('late') ?? 0) - sentAt).toBeGreaterThanOrEqual(1_400);
      expect((at.get('now') ?? 0) - sentAt).toBeLessThan(1_400);
      expect(await queue.waiting('run.merge')).not.toContain('late');
      await queue.stop(5_000);
    });

    test('stopping waits for what is under way and takes nothing new; what it cut short is delivered to another', async () => {
      const first = setting.open();
      const started: string[] = [];
      const done: string[] = [];
      let finishLong = () => {};
      const long = new Promise<void>((finish) => {
        finishLong = finish;
      });
      await first.work(
        handlers(async (_, id) => {
          started.push(id);
          if (id === 'long') await long;
          else await new Promise((wake) => setTimeout(wake, 500));
          done.push(id);
        }),
        { concurrency: 1 },
      );
      await first.enqueue('run.verify', 'short');
      await until(async () => started.includes('short'));
      await first.stop(10_000);
      expect(done).toEqual(['short']);

      const second = setting.open();
      await second.work(
        handlers(async (_, id) => {
          started.push(id);
          if (id === 'long') await long;
        }),
        { concurrency: 1 },
      );
      await second.enqueue('run.execute', 'long');
      await until(async () => started.includes('long'));
      const stopping = second.stop(1_000);
      const third = setting.open();
      await third.enqueue('run.execute', 'after');
      const got: string[] = [];
      await third.work(
        handlers(async (_, id) => void got.push(id)),
        { concurrency: 2 },
      );
      await until(async () => got.includes('after') && got.includes('long'), 30_000);
      finishLong();
      await stopping;
      await third.stop(5_000);
      expect(started.filter((id) => id === 'after')).toEqual([]);
    });
  });
}
