import { expect, it } from 'vitest';
import { tooFast } from './pace.ts';

it('says the numbers when a large difference was approved faster than anybody reads', () => {
  expect(tooFast({ lines: 412, openMs: 38_000 })).toBe('You had 412 lines open for 38 s.');
  expect(tooFast({ lines: 12_000, openMs: 90_400 })).toBe('You had 12,000 lines open for 1 min 30 s.');
  expect(tooFast({ lines: 201, openMs: 0 })).toBe('You had 201 lines open for 0 s.');
});

it('says nothing about small ones, nor at a pace at which one reads', () => {
  expect(tooFast({ lines: 200, openMs: 0 })).toBeNull();
  expect(tooFast({ lines: 500, openMs: 60_000 })).toBeNull();
  expect(tooFast({ lines: 500, openMs: 59_000 })).not.toBeNull();
});
