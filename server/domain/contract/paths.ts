import { compileGlob, type GlobMatcher, splitPath } from '../shared/glob.ts';

/** Which glob of a list matches a path. Compiled once; `unreadable` lists globs that were not understood. */
export type PathSet = {
  /** The first glob that matches, or null. Ask `isPlainPath` first: a path that is not plain is unknown, never outside. */
  readonly find: (path: string) => string | null;
  readonly unreadable: readonly string[];
};

export const compilePathSet = (globs: readonly string[]): PathSet => {
  const compiled: { readonly glob: string; readonly matches: GlobMatcher }[] = [];
  const unreadable: string[] = [];
  for (const glob of globs) {
    const matches = compileGlob(glob);
    if (matches === null) unreadable.push(glob);
    else compiled.push({ glob, matches });
  }
  return {
    find: (path) => {
      const split = splitPath(path);
      for (const { glob, matches } of compiled) if (matches(split)) return glob;
      return null;
    },
    unreadable,
  };
};

const MAX_PATH_CHARACTERS = 4_096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const UNCLASSIFIABLE = /[\u0000-\u001f\u007f-\u009f\\\u2028\u2029\ufffd]/;

/**
 * May globs decide about this path? Control characters, backslashes and bytes that are not UTF-8 could make it look like
 * something else, so such a path is unknown.
 */
export const isPlainPath = (path: string): boolean => path.length > 0 && path.length <= MAX_PATH_CHARACTERS && !UNCLASSIFIABLE.test(path);

export type PathVerdict = 'inside' | 'outside' | 'unknown';

export const judgePath = (set: PathSet, path: string): PathVerdict => {
  if (!isPlainPath(path)) return 'unknown';
  if (set.find(path) !== null) return 'inside';
  return set.unreadable.length > 0 ? 'unknown' : 'outside';
};
