import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createOpenClock } from './open-clock.ts';

it('counts only while it is open, and gives each part away once', () => {
  const clock = createOpenClock();
  clock.set(true, 1_000);
  clock.set(true, 1_500);
  expect(clock.total(3_000)).toBe(2_000);
  expect(clock.take(3_000)).toBe(2_000);
  expect(clock.take(3_000)).toBe(0);
  clock.set(false, 4_000);
  expect(clock.total(9_000)).toBe(3_000);
  expect(clock.take(9_000)).toBe(1_000);
});

it('never counts more than has gone by, and what was taken adds up', () => {
  const step = fc.record({ open: fc.boolean(), ms: fc.nat(60_000), take: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const clock = createOpenClock();
      let [now, open, taken] = [0, 0, 0];
      for (const { open: isOpen, ms, take } of steps) {
        clock.set(isOpen, now);
        now += ms;
        if (isOpen) open += ms;
        if (take) taken += clock.take(now);
      }
      expect(clock.total(now)).toBe(open);
      expect(taken + clock.take(now)).toBe(open);
    }),
  );
});
