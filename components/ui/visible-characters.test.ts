import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleParts, visibleText } from './visible-characters.ts';

describe('visible characters', () => {
  it('names what cannot be seen', () => {
    expect(visibleText('src/\u202Egnp.ts')).toBe('src/[U+202E]gnp.ts');
    expect(visibleParts('a\nb')).toEqual([
      { text: 'a', hidden: false },
      { text: 'U+000A', hidden: true },
      { text: 'b', hidden: false },
    ]);
    expect(visibleText('\u{e0041}x\ud800')).toBe('[U+E0041]x[U+D800]');
  });

  it('keeps what it is told to keep, and ordinary text of any script', () => {
    expect(visibleText('a\tb\n', '\t\n')).toBe('a\tb\n');
    expect(visibleText('Grüße, 世界, שלום, 👍🏽')).toBe('Grüße, 世界, שלום, 👍🏽');
    expect(visibleParts('')).toEqual([]);
  });

  it('never lets a control or direction character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come through
        expect(visibleText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
