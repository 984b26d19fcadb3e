import { parseSegment, type Token } from './glob-tokens.ts';

/**
 * Path globs that match in linear time whatever the glob and the path: both may come from someone hostile, and a
 * regular expression made from `*a*a*a*b` can hang the process. Case-insensitive, dotfiles included, both deliberate:
 * `.GitHub/Workflows` is still a workflow.
 *
 * Syntax: `*` and `?` within a segment, `**` over segments, `{a,b}` (nested), `[a-z]`, and `!(a|b)` as the end of a
 * segment. A glob with brackets also matches literally, because `app/[id]/page.tsx` is a real folder in many repositories.
 */
type Segment = '**' | readonly Token[];
/** `needle` is text that a path must hold to match, `pairs` the hashes of its pairs of characters. */
type Pattern = { readonly segments: readonly Segment[]; readonly needle: string; readonly pairs: readonly number[] };

/** `pairs` has a 1 at the hash of each pair of characters that stand beside each other. */
export type SplitPath = { readonly text: string; readonly segments: readonly string[]; readonly pairs: Uint8Array };
/** Takes a path as `splitPath` gives it, so that many globs share the work. */
export type GlobMatcher = (path: SplitPath) => boolean;

/** Many sets ask about one path in a row. */
let last: { readonly path: string; readonly split: SplitPath } | null = null;

export const splitPath = (path: string): SplitPath => {
  if (last?.path === path) return last.split;
  const text = path.toLowerCase();
  const pairs = new Uint8Array(PAIRS);
  for (const pair of pairsOf(text)) pairs[pair] = 1;
  const split = { text, segments: text.split('/'), pairs };
  last = { path, split };
  return split;
};

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
  const patterns: Pattern[] = [];
  for (const alternative of alternatives) {
    for (const brackets of alternative.includes('[') ? [true, false] : [false]) {
      const segments: Segment[] = [];
      for (const text of alternative.split('/')) {
        const segment = text === '**' ? '**' : parseSegment(text, brackets);
        if (segment === null) return null;
        segments.push(segment);
      }
      const needle = needleOf(segments);
      patterns.push({ segments, needle, pairs: pairsOf(needle) });
    }
  }
  return (path) => {
    for (const pattern of patterns) if (mayMatch(pattern, path) && matchSegments(pattern.segments, path.segments)) return true;
    return false;
  };
};

/** Says no to almost every path that does not match, without walking it: 10,000 paths against all our sets took 3.5 s in a browser. */
const mayMatch = ({ needle, pairs }: Pattern, path: SplitPath): boolean => {
  for (const pair of pairs) if (path.pairs[pair] === 0) return false;
  return path.text.includes(needle);
};

const PAIRS = 512;
const pairsOf = (text: string): readonly number[] => {
  const pairs: number[] = [];
  for (let at = 1; at < text.length; at += 1) pairs.push((text.charCodeAt(at - 1) * 31 + text.charCodeAt(at)) % PAIRS);
  return pairs;
};

/** The longest run of plain characters in one segment. */
const needleOf = (segments: readonly Segment[]): string => {
  let longest = '';
  for (const segment of segments) {
    let run = '';
    for (const token of segment === '**' ? [] : segment) {
      run = token.kind === 'literal' ? run + token.char : '';
      if (run.length > longest.length) longest = run;
    }
  }
  return longest;
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
