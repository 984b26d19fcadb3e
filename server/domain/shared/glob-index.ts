import { compileGlob, expandBraces, type GlobMatcher, splitPath } from './glob.ts';

/** Many globs asked about many paths: a policy has hundreds, and nearly all of them name a folder, a file or an ending. */
export type GlobIndex = {
  /** The places in the list of all globs that match the path, in order. */
  readonly matching: (path: string) => readonly number[];
  /** The places of globs that were not understood. */
  readonly unreadable: readonly number[];
};

/** A glob is only tried on paths that hold one of the words that it cannot match without. Unreadable globs match nothing. */
export const indexGlobs = (globs: readonly string[]): GlobIndex => {
  const matchers: readonly (GlobMatcher | null)[] = globs.map(compileGlob);
  const byWord = new Map<string, number[]>();
  const always: number[] = [];
  for (const [index, glob] of globs.entries()) {
    if (matchers[index] === null) continue;
    const words = neededWords(glob);
    if (words === null) always.push(index);
    for (const word of words ?? []) byWord.set(word, [...(byWord.get(word) ?? []), index]);
  }
  return {
    unreadable: matchers.flatMap((matcher, index) => (matcher === null ? [index] : [])),
    matching: (path) => {
      const segments = splitPath(path);
      const tried = new Set(always);
      for (const segment of segments) for (const index of byWord.get(folderWord(segment)) ?? []) tried.add(index);
      for (const index of byWord.get(endingWord(segments.at(-1) ?? '')) ?? []) tried.add(index);
      return [...tried].filter((index) => matchers[index]?.(segments)).sort((a, b) => a - b);
    },
  };
};

const folderWord = (segment: string): string => `/${segment}`;
const endingWord = (name: string): string => `.${name.slice(name.lastIndexOf('.') + 1)}`;

/** One word for each alternative of the glob; null when an alternative has none. */
const neededWords = (glob: string): ReadonlySet<string> | null => {
  const cleaned = glob
    .trim()
    .replace(/^(?:\.\/)+/, '')
    .toLowerCase();
  const words = (expandBraces(cleaned) ?? ['']).map(neededWord);
  return words.includes(null) ? null : new Set(words.filter((word) => word !== null));
};

const neededWord = (alternative: string): string | null => {
  const segments = alternative.split('/').filter((segment) => segment !== '');
  const plain = segments.filter((segment) => !/[*?[!(]/.test(segment));
  const [longest] = plain.sort((a, b) => b.length - a.length);
  if (longest !== undefined) return folderWord(longest);
  const ending = alternative.endsWith('/') ? null : /\.([^.*?[\]!()|]+)$/.exec(segments.at(-1) ?? '');
  return ending === null ? null : endingWord(`.${ending[1]}`);
};
