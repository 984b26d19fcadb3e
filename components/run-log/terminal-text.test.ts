import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepColoursOnly, splitLines, terminalSpans } from './terminal-text.ts';

const plain = (line: string) =>
  terminalSpans(line)
    .map(({ text }) => text)
    .join('');

describe('terminal output', () => {
  it('names the colours of SGR sequences', () => {
    expect(terminalSpans('\u001b[31mred\u001b[0m plain')).toEqual([
      { text: 'red', tones: ['red'], hidden: false },
      { text: ' plain', tones: [], hidden: false },
    ]);
    expect(terminalSpans('\u001b[1;92mok')[0]?.tones).toEqual(['green', 'bold']);
    expect(terminalSpans('\u001b[38;5;196mx')[0]?.tones).toEqual(['red']);
    expect(terminalSpans('\u001b[38;2;10;20;240mx')[0]?.tones).toEqual(['blue']);
    expect(terminalSpans('\u001b[30;40mhide me')[0]?.tones).toEqual(['on-black']);
  });

  it('strips everything that would move a cursor, set a title or a link', () => {
    expect(plain('a\u001b[2Jb\u001b[1;1Hc\u001b[?25ld')).toBe('abcd');
    expect(plain('\u001b]0;title\u0007x\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\')).toBe('xlink');
    expect(plain('\u001bPq#0;2\u001b\\after\u001b(B\u001b7\u001b8\u001bc')).toBe('after');
    expect(plain('\u009b31mred\u009b2K')).toBe('red');
  });

  it('shows control and direction characters and leaves HTML as text', () => {
    expect(plain('a\u0008b\rc\u202Ed')).toBe('aU+0008bU+000DcU+202Ed');
    expect(plain('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>');
    expect(plain('dos line\r')).toBe('dos line');
    expect(plain('\u001b[8mconcealed')).toBe('concealed');
  });

  it('carries colours over line ends', () => {
    const { lines, carry } = splitLines('\u001b[33mone\ntwo\u001b[0m\nthree');
    expect(lines).toEqual(['\u001b[33mone', '\u001b[33mtwo\u001b[0m', 'three']);
    expect(carry).toBe('');
    expect(splitLines('x', '\u001b[31m').lines).toEqual(['\u001b[31mx']);
  });

  it('leaves no escape character in any drawn text, whatever comes in', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom('\u001b', '\u001b[', '\u001b]', '\u009b', '\u0007', '\u001b\\', '0;', 'm', '38;5;', '48;2;1;2;3m', 'P', '?', '\r'),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(hostile, (pieces) => {
        const text = pieces.join('').replaceAll('\n', '');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come through
        expect(plain(text)).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
      }),
    );
  });

  it('is linear in hostile input', () => {
    const started = performance.now();
    keepColoursOnly('\u001b]'.repeat(200_000));
    keepColoursOnly(`\u001b[${'1;'.repeat(200_000)}`);
    terminalSpans(`\u001b[${'1;'.repeat(20_000)}m`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
