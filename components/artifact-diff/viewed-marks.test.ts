import { describe, expect, it } from 'vitest';
import { nextUnviewed, parseViewed, printViewed, toggleViewed } from './viewed-marks.ts';

describe('viewed marks', () => {
  it('toggles and survives storage', () => {
    const one = toggleViewed(new Set(), 'a');
    expect(parseViewed(printViewed(one))).toEqual(new Set(['a']));
    expect(printViewed(toggleViewed(one, 'a'))).toBeNull();
    expect(parseViewed('nonsense')).toEqual(new Set());
    expect(parseViewed('[1,"b"]')).toEqual(new Set(['b']));
  });

  it('finds the next file that was not viewed, going round', () => {
    expect(nextUnviewed(['a', 'b', 'c'], new Set(['b']), 0)).toBe(2);
    expect(nextUnviewed(['a', 'b', 'c'], new Set(['b', 'c']), 1)).toBe(0);
    expect(nextUnviewed(['a'], new Set(['a']), 0)).toBeNull();
    expect(nextUnviewed([], new Set(), 0)).toBeNull();
  });
});
