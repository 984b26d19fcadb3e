/**
 * File names are bytes to git and strings to us. Valid UTF-8 reads as itself. Every other byte `0xNN` becomes one character of
 * a private range, U+EF00 + NN, and so do the bytes of a name that uses that range itself: two different names never become
 * the same string, and `encodePath` gives the bytes back. No lone surrogates, which databases refuse.
 */
const RANGE_START = 0xef00;
const RANGE_END = 0xefff;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

export const decodePath = (bytes: Uint8Array): string => {
  const whole = tryDecode(bytes);
  if (whole !== null && !hasStandIns(whole)) return whole;
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    const char = tryDecode(bytes.subarray(at, at + length));
    if (char !== null && at + length <= bytes.length && !hasStandIns(char)) {
      text += char;
      at += length;
    } else {
      text += String.fromCharCode(RANGE_START + (bytes[at] ?? 0));
      at += 1;
    }
  }
  return text;
};

export const encodePath = (path: string): Uint8Array => {
  if (!hasStandIns(path)) return encoder.encode(path);
  const parts: number[] = [];
  for (const char of path) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= RANGE_START && code <= RANGE_END) parts.push(code - RANGE_START);
    else parts.push(...encoder.encode(char));
  }
  return Uint8Array.from(parts);
};

/** True when the name on disk is not what the string shows, so it cannot be handed to a program as an argument. */
export const hasStandIns = (path: string): boolean => {
  for (let index = 0; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    if (code >= RANGE_START && code <= RANGE_END) return true;
  }
  return false;
};

const tryDecode = (bytes: Uint8Array): string | null => {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
};

const sequenceLength = (first: number): number => (first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1);
