/**
 * Path globs that match in linear time whatever the glob and the path: both may come from someone hostile, and a
 * regular expression made from `*a*a*a*b` can hang the process. Case-insensitive, dotfiles included, both deliberate:
 * `.GitHub/Workflows` is still a workflow.
 *
 * Syntax: `*` and `?` within a segment, `**` over segments, `{a,b}` (nested), `[a-z]`, and `!(a|b)` as the end of a
 * segment. A glob with brackets also matches literally, because `app/[id]/page.tsx` is a real folder in many repositories.
 */
type Token =
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly kind: 'not'; readonly alternatives: readonly (readonly Token[])[] };
type Segment = '**' | readonly Token[];

/** Takes a path as `splitPath` gives it, so that many globs share the work. */
export type GlobMatcher = (segments: readonly string[]) => boolean;

export const splitPath = (path: string): readonly string[] => path.toLowerCase().split('/');

const MAX_ALTERNATIVES = 256;
const UNSUPPORTED = /[+@?*]\(/;

/** Null when the glob is not understood (unsupported extended form, too many alternatives). */
export const compileGlob = (glob: string): GlobMatcher | null => {
  const cleaned = glob
    .trim()
    .replace(/^(?:\.\/)+/, '')
    .toLowerCase();
  if (cleaned === '' || UNSUPPORTED.test(cleaned)) return null;
  const alternatives = expandBraces(cleaned.endsWith('/') ? `${cleaned}**` : cleaned);
  if (alternatives === null) return null;
  const patterns: (readonly Segment[])[] = [];
  for (const alternative of alternatives) {
    for (const brackets of alternative.includes('[') ? [true, false] : [false]) {
      const segments: Segment[] = [];
      for (const text of alternative.split('/')) {
        const segment = text === '**' ? '**' : parseSegment(text, brackets);
        if (segment === null) return null;
        segments.push(segment);
      }
      patterns.push(segments);
    }
  }
  return (segments) => patterns.some((pattern) => matchSegments(pattern, segments));
};

/** All plain alternatives of `a{b,c}d`; a brace without a comma or without its partner is a literal. Null when too many. */
export const expandBraces = (glob: string): readonly string[] | null => {
  let done: string[] = [''];
  let at = 0;
  while (at < glob.length) {
    const group = glob[at] === '{' ? readGroup(glob, at) : null;
    if (group === null) {
      const char = glob[at] ?? '';
      done = done.map((prefix) => prefix + char);
      at += 1;
      continue;
    }
    const options: string[] = [];
    for (const part of group.parts) {
      const inner = expandBraces(part);
      if (inner === null) return null;
      options.push(...inner);
    }
    if (done.length * options.length > MAX_ALTERNATIVES) return null;
    done = done.flatMap((prefix) => options.map((option) => prefix + option));
    at = group.end;
  }
  return done;
};

const readGroup = (glob: string, start: number): { readonly parts: readonly string[]; readonly end: number } | null => {
  const parts: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < glob.length; at += 1) {
    const char = glob[at];
    if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) {
        parts.push(glob.slice(from, at));
        return parts.length > 1 ? { parts, end: at + 1 } : null;
      }
    } else if (char === ',' && depth === 1) {
      parts.push(glob.slice(from, at));
      from = at + 1;
    }
  }
  return null;
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

/** Only the last `**` ever needs another try, which keeps this at segments × pattern. */
const matchSegments = (pattern: readonly Segment[], path: readonly string[]): boolean => {
  let p = 0;
  let s = 0;
  let star = -1;
  let mark = 0;
  while (s < path.length) {
    const segment = pattern[p];
    if (segment === '**') {
      star = p;
      mark = s;
      p += 1;
    } else if (segment !== undefined && matchTokens(segment, path[s] ?? '')) {
      p += 1;
      s += 1;
    } else if (star !== -1) {
      p = star + 1;
      mark += 1;
      s = mark;
    } else return false;
  }
  while (pattern[p] === '**') p += 1;
  return p === pattern.length;
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
