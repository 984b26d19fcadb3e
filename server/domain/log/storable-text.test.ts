import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storableText } from './storable-text.ts';

test('keeps the beginning and the end, and says how much is missing', () => {
  expect(storableText(`${'a'.repeat(80)}${'b'.repeat(40)}`, 100)).toBe(`${'a'.repeat(75)}\n… 20 characters left out …\n${'b'.repeat(25)}`);
});

test('any text comes out well-formed, without NUL and bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0, max: 0xffff })), (text, units) => {
      const result = storableText(text + String.fromCharCode(...units), 50);
      expect(result.isWellFormed()).toBe(true);
      expect(result).not.toContain('\u0000');
      expect(result.length).toBeLessThan(50 + 60);
    }),
  );
});

test('short text stays as it is', () => {
  expect(storableText('\u001b[31mred\u001b[0m\n', 50)).toBe('\u001b[31mred\u001b[0m\n');
});
