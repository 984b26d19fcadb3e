import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withSuggestions } from './suggestion.ts';

const applied = (content: string, ...suggestions: { line: number; endLine: number; text: string }[]) => {
  const result = withSuggestions(content, suggestions);
  return result.ok ? result.value : result.failure.message;
};

describe('a file with suggested lines', () => {
  test('replaces, adds and takes away', () => {
    expect(applied('a\nb\nc\n', { line: 2, endLine: 2, text: 'B' })).toBe('a\nB\nc\n');
    expect(applied('a\nb\nc\n', { line: 2, endLine: 3, text: 'B\nb2\nC' })).toBe('a\nB\nb2\nC\n');
    expect(applied('a\nb\nc\n', { line: 1, endLine: 2, text: '' })).toBe('c\n');
    expect(applied('a\n', { line: 1, endLine: 1, text: '' })).toBe('');
  });

  test('a line break at the end of the typed text is not a line of its own, one before it is', () => {
    expect(applied('a\nb\n', { line: 1, endLine: 1, text: 'A\n' })).toBe('A\nb\n');
    expect(applied('a\nb\n', { line: 1, endLine: 1, text: 'A\n\n' })).toBe('A\n\nb\n');
    expect(applied('a\nb\n', { line: 1, endLine: 1, text: '\n' })).toBe('\nb\n');
  });

  test('several places, in whatever order they come', () => {
    expect(applied('a\nb\nc\n', { line: 3, endLine: 3, text: 'C' }, { line: 1, endLine: 1, text: 'A\nA2' })).toBe('A\nA2\nb\nC\n');
  });

  test('keeps the line ends of the file, and a last line without one', () => {
    expect(applied('a\r\nb\r\n', { line: 2, endLine: 2, text: 'B\nC' })).toBe('a\r\nB\r\nC\r\n');
    expect(applied('a\nb', { line: 2, endLine: 2, text: 'B\n' })).toBe('a\nB');
  });

  test('refuses places that are not there and places that touch', () => {
    expect(applied('a\nb\n', { line: 3, endLine: 3, text: 'x' })).toContain('not in this file');
    expect(applied('', { line: 1, endLine: 1, text: 'x' })).toContain('not in this file');
    expect(applied('a\nb\n', { line: 2, endLine: 1, text: 'x' })).toContain('not in this file');
    expect(applied('a\nb\nc\n', { line: 1, endLine: 2, text: 'x' }, { line: 2, endLine: 3, text: 'y' })).toContain('Two suggestions');
  });

  test('every line outside of the place stays, and putting the very same lines changes nothing', () => {
    const line = fc.stringMatching(/^[ -~]{1,8}$/);
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 6 }),
        fc.array(line, { minLength: 1, maxLength: 6 }),
        fc.array(line, { maxLength: 6 }),
        fc.array(line),
        fc.constantFrom('', '\n'),
        (before, old, after, put, end) => {
          const file = (middle: readonly string[]) => [...before, ...middle, ...after].join('\n') + end;
          const place = { line: before.length + 1, endLine: before.length + old.length };
          expect(applied(file(old), { ...place, text: old.join('\n') })).toBe(file(old));
          fc.pre(before.length + put.length + after.length > 0);
          expect(applied(file(old), { ...place, text: put.join('\n') })).toBe(file(put));
        },
      ),
    );
  });
});
