import { stripVTControlCharacters } from 'node:util';

/** Agent text as one harmless terminal line. */
export const plainLine = (text: string): string => {
  const line = stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: dropping them is the point
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
    .trim();
  return line.length > 140 ? `${line.slice(0, 139)}…` : line;
};
