import type { RunEvent } from '../../server/domain/log/event.ts';

/**
 * Where the reader of one run's log stands. Entries count from 1 without gaps; batches come from pages of history, from the
 * stream and from re-reading after a lost connection, so they may overlap, repeat and arrive in any order.
 */
export type LogPosition = {
  /** Every entry up to and including this one has been handed on, once, in order. */
  readonly appliedSeq: number;
  /** Entries that came too early; they wait for the gap before them to be filled. */
  readonly held: ReadonlyMap<number, RunEvent>;
};

export const LOG_START: LogPosition = { appliedSeq: 0, held: new Map() };

/** `appended` is what became readable with this batch, in order. Cost is the size of the batch and of what was held. */
export const mergeEvents = (
  position: LogPosition,
  batch: readonly RunEvent[],
): { readonly position: LogPosition; readonly appended: readonly RunEvent[] } => {
  const fresh = new Map(position.held);
  for (const event of batch) if (event.seq > position.appliedSeq && !fresh.has(event.seq)) fresh.set(event.seq, event);
  const appended: RunEvent[] = [];
  let appliedSeq = position.appliedSeq;
  for (let next = fresh.get(appliedSeq + 1); next; next = fresh.get(appliedSeq + 1)) {
    appended.push(next);
    appliedSeq += 1;
    fresh.delete(appliedSeq);
  }
  return { position: { appliedSeq, held: fresh }, appended };
};

/** Entries before a held one are missing: read again from `appliedSeq`. */
export const hasGap = (position: LogPosition): boolean => position.held.size > 0;
