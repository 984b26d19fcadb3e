import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventBody } from '../domain/log/event.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Lease, RunStore } from '../ports/run-store.ts';
import { until } from './until.ts';

export type EventLogSetting = {
  readonly log: EventLog;
  /** The same log through another connection, as the web process has it. */
  readonly other: EventLog;
  readonly runs: RunStore;
  fileTask(): Promise<{ readonly runId: string }>;
  /** Breaks the connection that listens, as a restart of the database does. */
  cutListeners(): Promise<void>;
};

const NOW = 1_800_000_000_000;

/** What `ports/event-log.ts` promises, shown on a real database. */
export function eventLogContract(
  name: string,
  setUp: () => Promise<{ readonly setting: EventLogSetting; tearDown(): Promise<void> }>,
): void {
  describe(`event log contract: ${name}`, () => {
    let setting: EventLogSetting;
    let tearDown = async () => {};
    beforeAll(async () => {
      ({ setting, tearDown } = await setUp());
    });
    afterAll(() => tearDown());

    const startRun = async (): Promise<Lease> => {
      const { runId } = await setting.fileTask();
      const lease = await setting.runs.claim({ runId, statuses: ['QUEUED'], worker: 'w', now: NOW, leaseMs: 60_000 });
      if (!lease) throw new Error('not claimed');
      return lease;
    };
    const progress = (text: string) => ({ at: NOW, body: { kind: 'progress', text } as const });
    const textsOf = async (runId: string) =>
      (await setting.other.read(runId, 0, 100_000)).map(({ body }) => (body.kind === 'progress' ? body.text : body.kind));

    test('numbers from 1 without gaps, also when many batches and system entries come at once', async () => {
      const lease = await startRun();
      const batches = Array.from({ length: 40 }, (_, i) =>
        setting.log.append(lease, `b${i}`, [progress(`${i}a`), progress(`${i}b`), progress(`${i}c`)]),
      );
      const system = Array.from({ length: 10 }, (_, i) =>
        setting.other.appendUnleased(lease.runId, NOW, { kind: 'phase', phase: 'review', state: 'note', text: `${i}` }),
      );
      for (const answer of await Promise.all([...batches, ...system])) expect(answer.ok).toBe(true);
      const events = await setting.other.read(lease.runId, 0, 1_000);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 130 }, (_, i) => i + 1));
      // A batch stays together and in order.
      const texts = events.map(({ body }) => (body.kind === 'progress' ? body.text : '-'));
      for (let i = 0; i < 40; i++) {
        const at = texts.indexOf(`${i}a`);
        expect(texts.slice(at, at + 3)).toEqual([`${i}a`, `${i}b`, `${i}c`]);
      }
    });

    test('the same batch again, later or at the same moment, is stored once and answered the same', async () => {
      const lease = await startRun();
      const batch = [progress('one'), progress('two')];
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) => (i % 2 ? setting.log : setting.other).append(lease, 'first', batch)),
      );
      for (const answer of answers) expect(answer).toEqual({ ok: true, value: { lastSeq: 2 } });
      expect(await setting.log.append(lease, 'second', [progress('three')])).toEqual({ ok: true, value: { lastSeq: 3 } });
      expect(await setting.log.append(lease, 'first', batch)).toEqual({ ok: true, value: { lastSeq: 2 } });
      expect(await textsOf(lease.runId)).toEqual(['one', 'two', 'three']);
    });

    test('a worker without the lease writes nothing, and an unknown run has no log', async () => {
      const lease = await startRun();
      const stranger = { ...lease, token: 'lease_stolen' };
      expect(await setting.log.append(stranger, 'b', [progress('no')])).toMatchObject({ ok: false, failure: { code: 'lease_lost' } });
      expect(await setting.log.append(stranger, 'c', [])).toMatchObject({ ok: false, failure: { code: 'lease_lost' } });
      expect(await setting.log.append(lease, 'd', [])).toEqual({ ok: true, value: { lastSeq: 0 } });
      expect(await setting.log.appendUnleased('run_nowhere', NOW, { kind: 'progress', text: 'no' })).toMatchObject({
        ok: false,
        failure: { code: 'not_found' },
      });
      expect(await textsOf(lease.runId)).toEqual([]);
    });

    test('reads pages after a number, in order', async () => {
      const lease = await startRun();
      await setting.log.append(
        lease,
        'all',
        Array.from({ length: 250 }, (_, i) => progress(`${i + 1}`)),
      );
      expect((await setting.other.read(lease.runId, 0, 100)).map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      expect((await setting.other.read(lease.runId, 200, 100)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 50 }, (_, i) => i + 201),
      );
      expect(await setting.other.read(lease.runId, 250, 100)).toEqual([]);
    });

    test('stores hostile text, large text and odd instants as they are, but for what a database cannot store', async () => {
      const lease = await startRun();
      const bodies: EventBody[] = [
        {
          kind: 'output',
          source: 'agent_stderr',
          name: 'n',
          text: "'; DROP TABLE events; -- \u001b[31m<script>\u202e\r\n\t\\u0000 {}",
        },
        { kind: 'thought', messageId: 'm', text: `${'é'.repeat(200_000)}🦊` },
        {
          kind: 'tool_call',
          toolCallId: 't',
          title: 'a',
          toolKind: 'execute',
          status: 'pending',
          locations: [{ path: 'ä\n.ts', line: 3 }],
        },
      ];
      const written = await setting.log.append(
        lease,
        'hostile',
        bodies.map((body, i) => ({ at: NOW + i * 1_001 + 7, body })),
      );
      expect(written).toEqual({ ok: true, value: { lastSeq: 3 } });
      const read = await setting.other.read(lease.runId, 0, 10);
      expect(read.map(({ body }) => body)).toEqual(bodies);
      expect(read.map(({ at }) => at)).toEqual([NOW + 7, NOW + 1_008, NOW + 2_009]);

      await setting.log.append(lease, 'nul', [progress('a\u0000b\ud800c')]);
      expect((await textsOf(lease.runId)).at(-1)).toBe('a\u2400b\ufffdc');
    });

    test('wakes a reader in another process, stops when it unsubscribes, and wakes again after the connection was cut', async () => {
      const lease = await startRun();
      let wakes = 0;
      let others = 0;
      const unsubscribe = setting.other.onAppend(lease.runId, () => wakes++);
      const unsubscribeOther = setting.other.onAppend('run_of_somebody_else', () => others++);
      let batch = 0;
      const appendUntilWoken = async () => {
        const before = wakes;
        await until(async () => {
          await setting.log.append(lease, `w${batch++}`, [progress('x')]);
          return wakes > before;
        });
      };
      await appendUntilWoken();
      // Settled: from here every append wakes, and only its own readers.
      const [before, othersBefore] = [wakes, others];
      await setting.log.append(lease, 'heard', [progress('heard')]);
      await until(async () => wakes > before);
      expect(others).toBe(othersBefore);

      await setting.cutListeners();
      await appendUntilWoken();
      unsubscribe();
      unsubscribeOther();
      const after = wakes;
      await setting.log.append(lease, 'unheard', [progress('unheard')]);
      await new Promise((wake) => setTimeout(wake, 100));
      expect(wakes).toBe(after);
    });

    test('eight runs that stream at once are stored at several thousand entries a second', async () => {
      const leases = await Promise.all(Array.from({ length: 8 }, () => startRun()));
      const [BATCHES, PER_BATCH] = [25, 100];
      const startedAt = performance.now();
      await Promise.all(
        leases.map(async (lease) => {
          for (let batch = 0; batch < BATCHES; batch++) {
            const events = Array.from({ length: PER_BATCH }, (_, i) => ({
              at: NOW + i,
              body: {
                kind: 'output',
                source: 'agent_stderr',
                name: 'agent',
                text: `line ${batch} ${i} of some length, as tests print them\n`,
              } as const,
            }));
            const answer = await setting.log.append(lease, `s${batch}`, events);
            if (!answer.ok) throw new Error(answer.failure.message);
          }
        }),
      );
      const perSecond = (8 * BATCHES * PER_BATCH) / ((performance.now() - startedAt) / 1_000);
      console.log(`event log: ${Math.round(perSecond)} entries/s with 8 runs`);
      for (const lease of leases)
        expect((await setting.other.read(lease.runId, BATCHES * PER_BATCH - 1, 10)).map(({ seq }) => seq)).toEqual([BATCHES * PER_BATCH]);
      // Half of what the slowest machine of ours stores under load.
      expect(perSecond).toBeGreaterThan(2_000);
    });
  });
}
