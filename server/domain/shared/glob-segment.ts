/** Says whether one segment of a path is meant; takes it in lower case. */
export type SegmentMatcher = (text: string) => boolean;

type Token =
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly kind: 'not'; readonly alternatives: readonly (readonly Token[])[] };
/** Null when the segment is not understood. `brackets`: `[a-z]` is a class, and not a name with brackets. */
export const compileSegment = (text: string, brackets: boolean): SegmentMatcher | null => {
  const tokens = parseSegment(text, brackets);
  if (tokens === null) return null;
  const parts = plainParts(tokens);
  return parts === null ? (name) => matchTokens(tokens, name) : partsMatcher(parts);
};

/** The texts between the stars; null when there is anything but letters and stars. Nearly every segment is like that. */
const plainParts = (tokens: readonly Token[]): readonly string[] | null => {
  const parts = [''];
  for (const token of tokens) {
    if (token.kind === 'star') parts.push('');
    else if (token.kind === 'literal') parts.push(`${parts.pop() ?? ''}${token.char}`);
    else return null;
  }
  return parts;
};

const partsMatcher = (parts: readonly string[]): SegmentMatcher => {
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return (name) => name === first;
  const inner = parts.slice(1, -1);
  const fixed = first.length + last.length;
  return (name) => {
    if (name.length < fixed || !name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    for (const part of inner) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= name.length - last.length;
  };
};

const parseSegment = (text: string, brackets: boolean): readonly Token[] | null => {
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

const matchTokens = (tokens: readonly Token[], text: string): boolean => {
  let t = 0;
  let c = 0;
  let star = -1;
  let mark = 0;
  while (c < text.length) {
    const token = tokens[t];
    if (token?.kind === 'star') {
      star = t;
      mark = c;
      t += 1;
    } else if (token?.kind === 'not') {
      const rest = text.slice(c);
      return !token.alternatives.some((alternative) => matchTokens(alternative, rest));
    } else if (token !== undefined && matchesOne(token, text[c] ?? '')) {
      t += 1;
      c += 1;
    } else if (star !== -1) {
      t = star + 1;
      mark += 1;
      c = mark;
    } else return false;
  }
  while (tokens[t]?.kind === 'star') t += 1;
  return t === tokens.length;
};

const matchesOne = (token: Token, char: string): boolean => {
  if (token.kind === 'literal') return token.char === char;
  if (token.kind === 'class') return token.ranges.some(([from, to]) => char >= from && char <= to) !== token.negated;
  return token.kind === 'any';
};
