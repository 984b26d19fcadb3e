import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../server/domain/log/event.ts';
import { hasGap, LOG_START, type LogPosition, mergeEvents } from './log-store.ts';

const event = (seq: number): RunEvent => ({ runId: 'r', seq, at: seq, body: { kind: 'progress', text: `step ${seq}` } });

describe('merging batches of the log', () => {
  it('hands on what is contiguous and holds what came early', () => {
    const first = mergeEvents(LOG_START, [event(1), event(2), event(5)]);
    expect(first.appended.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(hasGap(first.position)).toBe(true);
    const second = mergeEvents(first.position, [event(4), event(3), event(2)]);
    expect(second.appended.map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(second.position).toEqual({ appliedSeq: 5, held: new Map() });
  });

  it('does nothing with a batch that it has seen', () => {
    const { position } = mergeEvents(LOG_START, [event(1), event(2)]);
    const again = mergeEvents(position, [event(2), event(1)]);
    expect(again.appended).toEqual([]);
    expect(again.position).toEqual(position);
  });

  it('converges on the stored log for any duplicates, order and lost batches, once the gaps are read again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.array(fc.record({ from: fc.nat(200), size: fc.nat(40), lost: fc.boolean(), backwards: fc.boolean() }), { maxLength: 40 }),
        (total, deliveries) => {
          const stored = Array.from({ length: total }, (_, index) => event(index + 1));
          let position: LogPosition = LOG_START;
          const seen: number[] = [];
          const take = (batch: readonly RunEvent[]) => {
            const merged = mergeEvents(position, batch);
            position = merged.position;
            seen.push(...merged.appended.map(({ seq }) => seq));
          };
          for (const { from, size, lost, backwards } of deliveries) {
            const batch = stored.slice(from, from + size);
            if (!lost) take(backwards ? batch.toReversed() : batch);
          }
          take(stored.filter(({ seq }) => seq > position.appliedSeq));
          expect(seen).toEqual(stored.map(({ seq }) => seq));
          expect(hasGap(position)).toBe(false);
        },
      ),
    );
  });
});
