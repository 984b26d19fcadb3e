/** Everything that hides or moves text on a screen: controls, bidirectional marks, zero-width and tag characters. */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** Nearly every line: nothing to look for. */
const PLAIN = /^[ -~]*$/;

/** One line of hostile text as a person may safely see it: hidden characters written as `U+XXXX`. */
export const visibleLine = (text: string, max = 200): string => {
  if (text.length <= max && PLAIN.test(text)) return text;
  const shown = text.slice(0, max * 2).replace(HIDDEN, (char) => (char === '\t' ? ' ' : codePoint(char)));
  return shown.length > max ? `${shown.slice(0, max)}…` : shown;
};

export const codePoint = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** `a.ts, b.ts and 3 more`, each made visible. */
export const listed = (items: readonly string[], max = 3): string => {
  const shown = items.slice(0, max).map((item) => visibleLine(item));
  return items.length > max ? `${shown.join(', ')} and ${items.length - max} more` : shown.join(', ');
};
