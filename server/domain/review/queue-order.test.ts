import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../risk/finding.ts';
import { comparePlaces, dueAt, placeOf, type QueueItem, sayWhyHere } from './queue-order.ts';

const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;

const item = (runId: string, over: Partial<QueueItem> = {}): QueueItem => ({
  runId,
  worst: null,
  since: NOW - HOUR,
  lines: 10,
  heldBack: null,
  ...over,
});
const inOrder = (items: readonly QueueItem[]) =>
  items.toSorted((a, b) => comparePlaces(placeOf(a, NOW), placeOf(b, NOW))).map(({ runId }) => runId);

const anItem: fc.Arbitrary<QueueItem> = fc.record({
  runId: fc.uuid(),
  worst: fc.constantFrom(...SEVERITIES, null),
  since: fc.integer({ min: NOW - 200 * HOUR, max: NOW + HOUR }),
  lines: fc.nat(5_000),
  heldBack: fc.option(fc.record({ tasks: fc.integer({ min: 1, max: 9 }), since: fc.integer({ min: NOW - 50 * HOUR, max: NOW }) })),
});
/** Does `better` not stand behind `item`, when nothing else differs? */
const neverBehind = (better: QueueItem, than: QueueItem) =>
  comparePlaces(placeOf({ ...better, runId: 'same' }, NOW), placeOf({ ...than, runId: 'same' }, NOW)) <= 0;

describe('the order of the queue', () => {
  it('goes by risk, then age against the target of that risk, then what it holds up, then size, then who came first', () => {
    expect(
      inOrder([
        item('later', { since: NOW - HOUR + 1 }),
        item('first'),
        item('big', { lines: 900, since: NOW - 2 * HOUR }),
        item('holds up', { lines: 900, heldBack: { tasks: 2, since: NOW - 2 * HOUR } }),
        item('late', { lines: 900, since: NOW - 25 * HOUR }),
        item('low', { worst: 'low' }),
        item('high', { worst: 'high', lines: 4_000, since: NOW }),
      ]),
    ).toEqual(['high', 'low', 'late', 'holds up', 'first', 'later', 'big']);
  });

  it('is total: any two items stand one before the other, the same way round from both sides', () => {
    fc.assert(
      fc.property(anItem, anItem, anItem, (a, b, c) => {
        const [x, y, z] = [placeOf(a, NOW), placeOf(b, NOW), placeOf(c, NOW)];
        if (a.runId !== b.runId) expect(comparePlaces(x, y)).not.toBe(0);
        expect(comparePlaces(x, y)).toBe(comparePlaces(y, x) === 0 ? 0 : -comparePlaces(y, x));
        if (comparePlaces(x, y) < 0 && comparePlaces(y, z) < 0) expect(comparePlaces(x, z)).toBe(-1);
      }),
    );
  });

  it('does not depend on the order in which items are given, and one more item moves no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anItem, { selector: ({ runId }) => runId, minLength: 1 }), (items) => {
        expect(inOrder(items.toReversed())).toEqual(inOrder(items));
        const [extra, ...rest] = items;
        expect(inOrder(items).filter((runId) => runId !== extra?.runId)).toEqual(inOrder(rest));
      }),
    );
  });

  it('never puts an item back for more risk, more age, holding up longer, or fewer lines', () => {
    fc.assert(
      fc.property(anItem, fc.nat(5), fc.nat(100 * HOUR), fc.nat(50 * HOUR), fc.nat(5_000), (it, up, older, longer, fewer) => {
        const worse = SEVERITIES[Math.min(SEVERITIES.length - 1, (it.worst === null ? -1 : SEVERITIES.indexOf(it.worst)) + up)] ?? it.worst;
        expect(neverBehind({ ...it, worst: worse }, it)).toBe(true);
        expect(neverBehind({ ...it, since: it.since - older }, it)).toBe(true);
        const heldBack = it.heldBack ? { ...it.heldBack, since: it.heldBack.since - longer } : { tasks: 1, since: NOW - longer };
        expect(neverBehind({ ...it, heldBack }, it)).toBe(true);
        expect(neverBehind({ ...it, lines: Math.max(0, it.lines - fewer) }, it)).toBe(true);
      }),
    );
  });
});

describe('why an item stands where it stands', () => {
  it('says the facts, and what decides against the next one', () => {
    const high = item('a', { worst: 'high', since: NOW - 6 * HOUR, lines: 1 });
    expect(sayWhyHere(high, item('b'), NOW)).toBe(
      'Worst finding is high; waits 6 h, 2 h past its target; 1 line. Before the next one: worse finding.',
    );
    const blocking = item('c', { heldBack: { tasks: 3, since: NOW - HOUR } });
    expect(sayWhyHere(blocking, item('d'), NOW)).toBe(
      'No findings; waits 1 h, due in 23 h; holds up 3 tasks; 10 lines. Before the next one: holds up other tasks for longer.',
    );
    expect(sayWhyHere(item('e'), null, NOW)).toBe('No findings; waits 1 h, due in 23 h; 10 lines.');
    expect(sayWhyHere(item('f'), item('g'), NOW)).toBe('No findings; waits 1 h, due in 23 h; 10 lines.');
  });
  it('is due sooner the worse its findings are', () => {
    const due = [null, ...SEVERITIES].map((worst) => dueAt({ worst, since: 0 }));
    expect(due).toEqual(due.toSorted((a, b) => b - a));
  });
});
