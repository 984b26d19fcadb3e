/** One stretch of text: as it is, or a character that would be invisible or would reorder its neighbours, named. */
export type VisiblePart = { readonly text: string; readonly hidden: boolean };

/**
 * C0 and C1 controls, bidirectional controls, zero-width and other invisible format characters, line and paragraph separators,
 * tag characters and unpaired surrogates. Tab and line feed are the caller's business: see `keep`.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: showing them is the point
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]|[\ud800-\udfff]|\u034f/gu;

const nameOf = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Splits text so that hidden characters can be drawn as `U+202E` and the like. `keep` lists hidden characters that stay. */
export const visibleParts = (text: string, keep = ''): readonly VisiblePart[] => {
  const parts: VisiblePart[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (keep.includes(match[0])) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), hidden: false });
    parts.push({ text: nameOf(match[0]), hidden: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hidden: false });
  return parts;
};

/** The same as plain text, for attributes and for text that goes through another renderer. */
export const visibleText = (text: string, keep = ''): string =>
  text.replace(HIDDEN, (character) => (keep.includes(character) ? character : `[${nameOf(character)}]`));
