import Anser from 'anser';
import { visibleParts } from '../ui/visible-characters.ts';

/** One stretch of terminal output. `tone` names colours and weights of the style sheet; `hidden` is a control character by name. */
export type TerminalSpan = { readonly text: string; readonly tones: readonly string[]; readonly hidden: boolean };

/**
 * Escape sequences other than colours: strings of OSC, DCS, SOS, PM and APC up to their end or the end of the line, CSI with any final
 * byte but `m`, and all two-character escapes. Each alternative is linear.
 */
const NOT_COLOUR =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are control characters
  /(?:\u001b[\]P^_X]|[\u009d\u0090\u009e\u009f\u0098])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c|(?=[\u001b\n])|$)|(?:\u001b\[|\u009b)[\u0030-\u003f]*[\u0020-\u002f]*[\u0040-\u006c\u006e-\u007e]|(?:\u001b\[|\u009b)[\u003c-\u003f][\u0020-\u003f]*m|\u001b[\u0020-\u002f]+[\u0030-\u007e]|\u001b[\u0030-\u004f\u0051-\u0057\u0059\u005a\u005c\u0060-\u007e]/g;
const C1_COLOUR = /\u009b([\d;:]*m)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are control characters
const COLOUR = /\u001b\[([\d;]*)m/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are control characters
const MAY_ESCAPE = /[\u001b\u0080-\u009f]/;

/** Text without escape sequences other than colours (SGR). */
export const keepColoursOnly = (text: string): string =>
  MAY_ESCAPE.test(text) ? text.replace(C1_COLOUR, '\u001b[$1').replace(NOT_COLOUR, '') : text;

const BASIC = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const DECORATIONS: Readonly<Record<string, string>> = {
  bold: 'bold',
  dim: 'dim',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strike',
  reverse: 'reverse',
};

/** The nearest of eight colours, so that every colour stays readable in both themes. */
const nearest = (rgb: string): (typeof BASIC)[number] => {
  const [r = 0, g = 0, b = 0] = rgb.split(',').map((part) => Number.parseInt(part, 10) || 0);
  const top = Math.max(r, g, b);
  if (top - Math.min(r, g, b) < 40) return top < 64 ? 'black' : 'white';
  const bits = (r > top * 0.6 ? 1 : 0) | (g > top * 0.6 ? 2 : 0) | (b > top * 0.6 ? 4 : 0);
  return BASIC[bits] ?? 'white';
};

const PALETTE_STEPS = [0, 95, 135, 175, 215, 255];
const paletteRgb = (index: number): string => {
  if (index >= 232)
    return Array(3)
      .fill(8 + (index - 232) * 10)
      .join(',');
  const cube = index - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => PALETTE_STEPS[step] ?? 0).join(',');
};

const colourOf = (name: string | null, truecolor: string | null): string | null => {
  if (!name) return null;
  if (name === 'ansi-truecolor') return nearest(truecolor ?? '');
  const palette = /^ansi-palette-(\d+)$/.exec(name);
  if (palette) {
    const index = Number(palette[1]);
    return index < 16 ? (BASIC[index % 8] ?? null) : nearest(paletteRgb(index));
  }
  return name.replace(/^ansi-(?:bright-)?/, '');
};

/** One line (no line feed) as spans. Concealed and blinking text is drawn like any other: a log hides nothing. */
export const terminalSpans = (line: string): readonly TerminalSpan[] => {
  const coloured = keepColoursOnly(line.endsWith('\r') ? line.slice(0, -1) : line);
  const chunks = coloured.includes('\u001b[')
    ? Anser.ansiToJson(coloured, { use_classes: true, remove_empty: true })
    : [{ content: coloured, fg: null, bg: null, fg_truecolor: null, bg_truecolor: null, decorations: [] }];
  return chunks.flatMap((chunk) => {
    const fg = colourOf(chunk.fg, chunk.fg_truecolor);
    const bg = colourOf(chunk.bg, chunk.bg_truecolor);
    const tones = [
      ...(bg ? [`on-${bg}`] : fg ? [fg] : []),
      ...new Set(chunk.decorations.flatMap((decoration) => DECORATIONS[decoration] ?? [])),
    ];
    return visibleParts(chunk.content, '\t').map((part) => ({ text: part.text, tones, hidden: part.hidden }));
  });
};

/** Cap on colour sequences carried from one line to the next: nobody needs more, and a hostile log may not grow it. */
const MAX_CARRY = 120;

/** Splits text into lines, each starting with the colours that were in force where it begins. `carry` goes into the next call. */
export const splitLines = (text: string, carry = ''): { readonly lines: readonly string[]; readonly carry: string } => {
  let active = carry;
  const lines = text.split('\n').map((line) => {
    const drawn = active + line;
    if (line.includes('\u001b['))
      for (const [sequence, codes] of line.matchAll(COLOUR)) {
        active = codes === '' || /^0*$/.test(codes ?? '') ? '' : active + sequence;
        if (active.length > MAX_CARRY) active = sequence;
      }
    return drawn;
  });
  return { lines, carry: active };
};
