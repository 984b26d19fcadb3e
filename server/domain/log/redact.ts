import { secretForms } from './secret-forms.ts';

export const REDACTED = '[redacted]';

/** Redacts a stream: what could still become a secret is held back until the next chunk or `flush`. */
export type Redactor = { readonly push: (text: string) => string; readonly flush: () => string };

/**
 * Hides every secret, in every form it may take, wherever chunks happen to be cut: the output is the same for every way
 * of cutting the input. Overlapping finds become one mark, so that no half of a secret stays behind.
 */
export const createRedactor = (secrets: readonly string[]): Redactor => {
  const needles = secretForms(secrets);
  if (needles.length === 0) return { push: (text) => text, flush: () => '' };
  let pending = '';
  /** How much of the start of `pending` belongs to a find whose mark is already out. */
  let covered = 0;

  const take = (isEnd: boolean): string => {
    const keepFrom = isEnd ? pending.length : startOfPossible(needles, pending);
    let out = '';
    let at = covered;
    for (const [from, to] of finds(needles, pending)) {
      if (from >= keepFrom) break;
      if (from >= at) {
        out += pending.slice(at, from) + REDACTED;
        at = to;
      } else at = Math.max(at, to);
    }
    if (at < keepFrom) {
      out += pending.slice(at, keepFrom);
      at = keepFrom;
    }
    covered = at - keepFrom;
    pending = pending.slice(keepFrom);
    return out;
  };

  return {
    push: (text) => {
      pending += text;
      return take(false);
    },
    flush: () => {
      const out = take(true);
      covered = 0;
      return out;
    },
  };
};

export const redactText = (secrets: readonly string[], text: string): string => {
  const redactor = createRedactor(secrets);
  return redactor.push(text) + redactor.flush();
};

/** Every occurrence, also overlapping ones, by start. */
const finds = (needles: readonly string[], text: string): readonly (readonly [number, number])[] => {
  const found: [number, number][] = [];
  for (const needle of needles) {
    for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + 1)) found.push([at, at + needle.length]);
  }
  return found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
};

/** The first position from which the rest of the text is the beginning, but not the whole, of a needle. */
const startOfPossible = (needles: readonly string[], text: string): number => {
  let start = text.length;
  for (const needle of needles) {
    const first = needle[0] ?? '';
    for (
      let at = text.indexOf(first, Math.max(0, text.length - needle.length + 1));
      at !== -1 && at < start;
      at = text.indexOf(first, at + 1)
    ) {
      if (needle.startsWith(text.slice(at))) start = at;
    }
  }
  return start;
};
