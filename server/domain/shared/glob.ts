import { compileSegment, type SegmentMatcher } from './glob-segment.ts';

/**
 * Path globs that match in linear time whatever the glob and the path: both may come from someone hostile, and a
 * regular expression made from `*a*a*a*b` can hang the process. Case-insensitive, dotfiles included, both deliberate:
 * `.GitHub/Workflows` is still a workflow.
 *
 * Syntax: `*` and `?` within a segment, `**` over segments, `{a,b}` (nested), `[a-z]`, and `!(a|b)` as the end of a
 * segment. A glob with brackets also matches literally, because `app/[id]/page.tsx` is a real folder in many repositories.
 */
type Segment = '**' | SegmentMatcher;

/** Takes a path as `splitPath` gives it, so that many globs share the work. */
export type GlobMatcher = (segments: readonly string[]) => boolean;

export const splitPath = (path: string): readonly string[] => path.toLowerCase().split('/');

const MAX_ALTERNATIVES = 256;
const UNSUPPORTED = /[+@?*]\(/;

/** One of the alternatives of a glob, without braces and in lower case. */
export type GlobAlternative = { readonly text: string; readonly matches: GlobMatcher };

/** Null when the glob is not understood (unsupported extended form, too many alternatives). */
export const compileAlternatives = (glob: string): readonly GlobAlternative[] | null => {
  const cleaned = glob
    .trim()
    .replace(/^(?:\.\/)+/, '')
    .toLowerCase();
  if (cleaned === '' || UNSUPPORTED.test(cleaned)) return null;
  const texts = expandBraces(cleaned.endsWith('/') ? `${cleaned}**` : cleaned);
  if (texts === null) return null;
  const alternatives: GlobAlternative[] = [];
  for (const text of texts) {
    for (const brackets of text.includes('[') ? [true, false] : [false]) {
      const segments: Segment[] = [];
      for (const part of text.split('/')) {
        const segment = part === '**' ? '**' : compileSegment(part, brackets);
        if (segment === null) return null;
        segments.push(segment);
      }
      alternatives.push({ text, matches: matcherOf(segments) });
    }
  }
  return alternatives;
};

/** As `compileAlternatives`, for one glob by itself. */
export const compileGlob = (glob: string): GlobMatcher | null => {
  const alternatives = compileAlternatives(glob);
  return alternatives && ((segments) => alternatives.some(({ matches }) => matches(segments)));
};

/** What stands behind the last `**` can only be the end of the path, so that is looked at first. */
const matcherOf = (pattern: readonly Segment[]): GlobMatcher => {
  const last = pattern.lastIndexOf('**');
  const tail = pattern.slice(last + 1) as readonly SegmentMatcher[];
  return (path) => {
    const start = path.length - tail.length;
    if (last < 0 ? start !== 0 : start < 0) return false;
    for (let at = tail.length - 1; at >= 0; at -= 1) if (!tail[at]?.(path[start + at] ?? '')) return false;
    return last <= 0 || matchSegments(pattern, path);
  };
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
    } else if (segment?.(path[s] ?? '')) {
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
