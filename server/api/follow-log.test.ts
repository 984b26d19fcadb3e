import { expect, test } from 'vitest';
import type { RunEvent } from '../domain/log/event.ts';
import type { RunStatus } from '../domain/run/status.ts';
import type { RunView } from '../ports/read-model.ts';
import { followLog } from './follow-log.ts';

/** A log in memory: appended to at will, with wake-ups that may be withheld. */
const makeLog = () => {
  const stored: RunEvent[] = [];
  const wakes = new Set<() => void>();
  const state = { status: 'RUNNING' as RunStatus, isDeaf: false };
  const ring = () => {
    if (!state.isDeaf) for (const wake of wakes) wake();
  };
  return {
    stored,
    state,
    subscribers: wakes,
    append: (count: number) => {
      for (let i = 0; i < count; i++)
        stored.push({ runId: 'r', seq: stored.length + 1, at: 0, body: { kind: 'progress', text: `${stored.length + 1}` } });
      ring();
    },
    move: (status: RunStatus) => {
      state.status = status;
      ring();
    },
    sources: {
      events: {
        read: async (_runId: string, afterSeq: number, limit: number) => stored.slice(afterSeq, afterSeq + limit),
        onAppend: (_runId: string, wake: () => void) => {
          wakes.add(wake);
          return () => wakes.delete(wake);
        },
        append: async () => Promise.reject(new Error('not written here')),
        appendUnleased: async () => Promise.reject(new Error('not written here')),
      },
      read: { run: async () => ({ status: state.status, lastSeq: stored.length }) as RunView },
      clock: { now: () => 0, after: () => () => undefined },
    },
  };
};

const tick = (ms = 1) => new Promise((done) => setTimeout(done, ms));

test('what comes later arrives, in batches no larger than asked for, and the stream ends with the run', async () => {
  const log = makeLog();
  log.append(1_203);
  const seen: number[] = [];
  const sizes: number[] = [];
  const reading = (async () => {
    for await (const batch of followLog(log.sources, {
      runId: 'r',
      afterSeq: 0,
      batch: 500,
      signal: new AbortController().signal,
      pollMs: 5,
    })) {
      sizes.push(batch.length);
      seen.push(...batch.map((event) => event.seq));
    }
  })();
  await tick(20);
  log.append(1);
  log.move('MERGED');
  // What a stage says last is stored after its status.
  log.append(2);
  await reading;
  expect(seen).toEqual(Array.from({ length: 1_206 }, (_, i) => i + 1));
  expect(Math.max(...sizes)).toBe(500);
  expect(log.subscribers.size).toBe(0);
});

test('a lost wake-up costs a poll, not an event', async () => {
  const log = makeLog();
  log.state.isDeaf = true;
  const controller = new AbortController();
  const first = followLog(log.sources, { runId: 'r', afterSeq: 0, batch: 10, signal: controller.signal, pollMs: 5 }).next();
  await tick(8);
  log.append(1);
  expect((await first).value).toHaveLength(1);
});

test('dropped at random twenty times and resumed by the last id, nothing is lost or doubled', async () => {
  const log = makeLog();
  const seen: number[] = [];
  log.append(1);
  let random = 7;
  const next = (max: number) => {
    random = (random * 48_271) % 2_147_483_647;
    return random % max;
  };
  for (let connection = 0; connection <= 20; connection++) {
    const controller = new AbortController();
    const isLast = connection === 20;
    if (isLast) log.move('FAILED');
    let batchesLeft = 1 + next(4);
    for await (const batch of followLog(log.sources, {
      runId: 'r',
      afterSeq: seen.at(-1) ?? 0,
      batch: 1 + next(40),
      signal: controller.signal,
      pollMs: 2,
    })) {
      seen.push(...batch.map((event) => event.seq));
      log.append(isLast ? 0 : 1 + next(60));
      batchesLeft -= 1;
      if (batchesLeft === 0 && !isLast) break;
    }
    if (!isLast) log.append(next(60) + 1);
    controller.abort();
  }
  expect(seen).toEqual(log.stored.map((event) => event.seq));
  expect(log.subscribers.size).toBe(0);
});

test('stops at once when told to', async () => {
  const log = makeLog();
  const controller = new AbortController();
  const waiting = followLog(log.sources, { runId: 'r', afterSeq: 0, batch: 10, signal: controller.signal, pollMs: 60_000 }).next();
  await tick(5);
  controller.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
});
