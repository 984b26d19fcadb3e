import { codePoint } from '../shared/visible.ts';

/**
 * Terminal output as it may be shown: colours (SGR) stay, every other escape sequence goes, and characters that would hide
 * or move text are written out as `U+XXXX`. Each alternative of the pattern begins with its own character and always
 * ends, so the time is linear.
 */
export const plainText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(ESCAPES, (found) => (SGR.test(found) ? found : ''))
    .replace(HIDDEN, codePoint);

const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
const SGR = /^\u001b\[[0-9;:]{0,64}m$/;
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]|\u001b(?!\[[0-9;:]{0,64}m)/gu;
