import { describe, expect, it } from 'vitest';
import { isChord, keyCaps, matchKey, strokeName } from './key-match.ts';

const bindings = ['j', 'g i', 'g t', '?', 'mod+k', 'i'];

describe('matchKey', () => {
  it('runs a single letter', () => expect(matchKey(bindings, [], 'j')).toEqual({ kind: 'run', binding: 'j' }));
  it('waits within a sequence, then runs it', () => {
    expect(matchKey(bindings, [], 'g')).toEqual({ kind: 'wait', typed: ['g'] });
    expect(matchKey(bindings, ['g'], 'i')).toEqual({ kind: 'run', binding: 'g i' });
  });
  it('drops a broken sequence and takes the last stroke on its own', () =>
    expect(matchKey(bindings, ['g'], 'j')).toEqual({ kind: 'run', binding: 'j' }));
  it('ignores what nobody bound', () => expect(matchKey(bindings, [], 'z')).toEqual({ kind: 'none' }));
});

it('names chords and tells them from letters', () => {
  expect(strokeName({ key: 'k', mod: true })).toBe('mod+k');
  expect([isChord('mod+k'), isChord('M'), isChord('Escape')]).toEqual([true, false, true]);
});

it('draws caps for the machine at hand', () => {
  expect(keyCaps('mod+k', true)).toEqual(['⌘', 'K']);
  expect(keyCaps('mod+Enter', false)).toEqual(['Ctrl', '↵']);
  expect(keyCaps('g i', false)).toEqual(['g', 'i']);
});
