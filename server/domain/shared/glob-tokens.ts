/** What a segment of a glob consists of; see `glob.ts` for the syntax. */
export type Token =
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly kind: 'not'; readonly alternatives: readonly (readonly Token[])[] };

/** Null when the segment is not understood. Without `brackets` a `[` is a plain character. */
export const parseSegment = (text: string, brackets: boolean): readonly Token[] | null => {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
    } else if (char === '?') tokens.push({ kind: 'any' });
    else if (char === '!' && text[at + 1] === '(') {
      if (!text.endsWith(')') || tokens.some((token) => token.kind === 'star')) return null;
      const alternatives: (readonly Token[])[] = [];
      for (const part of text.slice(at + 2, -1).split('|')) {
        const inner = parseSegment(part, brackets);
        if (inner === null) return null;
        alternatives.push(inner);
      }
      tokens.push({ kind: 'not', alternatives });
      return tokens;
    } else if (char === '[' && brackets) {
      const parsed = parseClass(text, at);
      if (parsed === null) tokens.push({ kind: 'literal', char });
      else {
        tokens.push(parsed.token);
        at = parsed.end;
      }
    } else tokens.push({ kind: 'literal', char });
  }
  return tokens;
};

const parseClass = (text: string, start: number): { readonly token: Token; readonly end: number } | null => {
  const end = text.indexOf(']', start + 2);
  if (end === -1) return null;
  const negated = text[start + 1] === '!' || text[start + 1] === '^';
  const body = text.slice(start + (negated ? 2 : 1), end);
  const ranges: [string, string][] = [];
  for (let at = 0; at < body.length; at += 1) {
    const from = body[at] ?? '';
    if (body[at + 1] === '-' && at + 2 < body.length) {
      ranges.push([from, body[at + 2] ?? from]);
      at += 2;
    } else ranges.push([from, from]);
  }
  return { token: { kind: 'class', negated, ranges }, end };
};
