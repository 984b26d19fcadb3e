import { expect, it } from 'vitest';
import { nextUnviewed } from './viewed-marks.ts';

it('finds the next file that was not viewed, going round', () => {
  expect(nextUnviewed(['a', 'b', 'c'], new Set(['b']), 0)).toBe(2);
  expect(nextUnviewed(['a', 'b', 'c'], new Set(['b', 'c']), 1)).toBe(0);
  expect(nextUnviewed(['a'], new Set(['a']), 0)).toBeNull();
  expect(nextUnviewed([], new Set(), 0)).toBeNull();
});
