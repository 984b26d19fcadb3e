import { describe, expect, it } from 'vitest';
import { countOf, formatDuration, formatRelative } from './format.ts';

describe('formatDuration', () => {
  it.each([
    [-5, '0 ms'],
    [850, '850 ms'],
    [12_400, '12 s'],
    [252_000, '4 min 12 s'],
    [240_000, '4 min'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ])('%d ms reads %s', (ms, words) => expect(formatDuration(ms)).toBe(words));
});

describe('formatRelative', () => {
  const now = 1_700_000_000_000;
  it.each([
    [0, 'just now'],
    [-45_000, '45 s ago'],
    [-240_000, '4 min ago'],
    [7_300_000, 'in 2 h'],
    [-3 * 86_400_000, '3 d ago'],
    [-95 * 86_400_000, '3 months ago'],
  ])('%d ms away reads %s', (offset, words) => expect(formatRelative(now + offset, now)).toBe(words));
});

it('countOf agrees in number', () => {
  expect([countOf(1, 'file'), countOf(0, 'file'), countOf(1_200, 'entry', 'entries')]).toEqual(['1 file', '0 files', '1,200 entries']);
});
