import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, claim, isInForce, isReading, type Ownership, READING_LAPSES_MS, takeOver } from './ownership.ts';

const NOW = 10_000_000;

describe('who looks after an artifact', () => {
  it('is whoever opened it first, until the room has been closed for a quarter of an hour', () => {
    const first = claim(null, 'ana', NOW);
    expect(first).toEqual({ isYours: true, ownership: { ownerId: 'ana', assignedById: null, readingSince: NOW, seenAt: NOW } });
    const second = claim(first.ownership, 'sara', NOW + READING_LAPSES_MS - 1);
    expect(second).toEqual({ isYours: false, ownership: first.ownership });
    expect(claim(first.ownership, 'sara', NOW + READING_LAPSES_MS)).toMatchObject({ isYours: true, ownership: { ownerId: 'sara' } });
  });
  it('keeps the time since when one reads while the room stays open, and starts anew after a lapse', () => {
    const { ownership } = claim(null, 'ana', NOW);
    expect(claim(ownership, 'ana', NOW + 60_000).ownership).toMatchObject({ readingSince: NOW, seenAt: NOW + 60_000 });
    const later = NOW + READING_LAPSES_MS;
    expect(claim(ownership, 'ana', later).ownership).toMatchObject({ readingSince: later, seenAt: later });
  });
  it('stays with the one it was assigned to, who has not begun to read', () => {
    const given = assign('ana', 'sara');
    expect([isReading(given, NOW), isInForce(given, NOW + 100 * READING_LAPSES_MS)]).toEqual([false, true]);
    expect(claim(given, 'sara', NOW).isYours).toBe(false);
    expect(claim(given, 'ana', NOW).ownership).toEqual({ ...given, readingSince: NOW, seenAt: NOW });
    expect(claim(takeOver('sara', NOW), 'ana', NOW).isYours).toBe(false);
  });
  it('is one person, however many open it in whatever order', () => {
    const opening = fc.record({ person: fc.constantFrom('ana', 'rami', 'sara'), after: fc.nat(2 * READING_LAPSES_MS) });
    fc.assert(
      fc.property(fc.array(opening, { minLength: 1 }), (openings) => {
        let now = NOW;
        let current: Ownership | null = null;
        for (const { person, after } of openings) {
          now += after;
          const before: Ownership | null = current;
          const answer = claim(current, person, now);
          expect(answer.isYours).toBe(answer.ownership.ownerId === person);
          if (!answer.isYours) expect(answer.ownership).toBe(before);
          current = answer.ownership;
          expect(isInForce(current, now)).toBe(true);
        }
      }),
    );
  });
});
