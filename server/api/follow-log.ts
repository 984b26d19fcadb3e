import type { RunEvent } from '../domain/log/event.ts';
import { isFinal } from '../domain/run/machine.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ReadModel } from '../ports/read-model.ts';

/** Events in one message of the stream. */
export const STREAM_BATCH = 500;
/** Wake-ups may get lost between database and process; the table is asked at least this often. */
const SAFETY_POLL_MS = 2_000;
/** Looks, one safety poll apart, that must find nothing after the run became final before the stream ends: what a stage says last is stored after its status. */
const QUIET_LOOKS_AT_END = 2;

type Sources = { readonly events: EventLog; readonly read: Pick<ReadModel, 'run'>; readonly clock: Clock };

/**
 * The log of a run after `afterSeq`, in order and without gaps, as it grows. All state is the last sequence number, so any
 * process can carry on for another. Ends when the run is final and its log is quiet, or when `signal` fires.
 */
export async function* followLog(
  sources: Sources,
  options: {
    readonly runId: string;
    readonly afterSeq: number;
    readonly batch: number;
    readonly signal: AbortSignal;
    readonly pollMs?: number;
  },
): AsyncGenerator<readonly RunEvent[]> {
  const { runId, signal } = options;
  const pollMs = options.pollMs ?? SAFETY_POLL_MS;
  let seq = options.afterSeq;
  let quietLooks = 0;
  const bell = makeBell(signal);
  const unsubscribe = sources.events.onAppend(runId, bell.ring);
  try {
    while (!signal.aborted) {
      bell.reset();
      const batch = await sources.events.read(runId, seq, options.batch);
      if (batch.length > 0) {
        seq = batch.at(-1)?.seq ?? seq;
        quietLooks = 0;
        yield batch;
        continue;
      }
      const run = await sources.read.run(runId, sources.clock.now());
      if (!run) return;
      if (isFinal(run.status)) {
        if (quietLooks >= QUIET_LOOKS_AT_END && run.lastSeq <= seq) return;
        quietLooks += 1;
      }
      await bell.wait(pollMs);
    }
  } finally {
    unsubscribe();
  }
}

/** A wake-up that is remembered when it comes between two waits. */
const makeBell = (signal: AbortSignal) => {
  let rung = false;
  let wake: (() => void) | null = null;
  const ring = () => {
    rung = true;
    wake?.();
  };
  return {
    ring,
    reset: () => {
      rung = false;
    },
    wait: (ms: number) =>
      new Promise<void>((done) => {
        if (rung || signal.aborted) return done();
        const finish = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', finish);
          wake = null;
          done();
        };
        const timer = setTimeout(finish, ms);
        wake = finish;
        signal.addEventListener('abort', finish);
      }),
  };
};
