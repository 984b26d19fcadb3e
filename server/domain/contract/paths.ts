import { indexGlobs } from '../shared/glob-index.ts';

/** Which glob of a list matches a path. Compiled once; `unreadable` lists globs that were not understood. */
export type PathSet = {
  /** The first glob that matches, or null. Ask `isPlainPath` first: a path that is not plain is unknown, never outside. */
  readonly find: (path: string) => string | null;
  readonly unreadable: readonly string[];
};

export const compilePathSet = (globs: readonly string[]): PathSet => {
  const index = indexGlobs(globs);
  const globAt = (at: number | undefined): string | null => (at === undefined ? null : (globs[at] ?? null));
  return {
    find: (path) => globAt(index.matching(path)[0]),
    unreadable: globs.filter((_, at) => index.unreadable.includes(at)),
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
