import { compileAlternatives, type GlobMatcher, splitPath } from './glob.ts';

/** Many globs asked about many paths: a policy has hundreds, and nearly all of them name a folder, a file or an ending. */
export type GlobIndex = {
  /** The places in the list of all globs that match the path, in order. */
  readonly matching: (path: string) => readonly number[];
  /** The places of globs that were not understood. */
  readonly unreadable: readonly number[];
};

type Tried = { readonly place: number; readonly matches: GlobMatcher };
type Words = Map<string, Tried[]>;
const NOTHING: readonly number[] = [];

/** An alternative of a glob is only tried on paths that hold a word that it cannot match without. Unreadable globs match nothing. */
export const indexGlobs = (globs: readonly string[]): GlobIndex => {
  const [bySegment, byPrefix, byEnding]: readonly [Words, Words, Words] = [new Map(), new Map(), new Map()];
  const always: Tried[] = [];
  const unreadable: number[] = [];
  const listFor = (text: string): Tried[] => {
    const segments = text.split('/').filter((segment) => segment !== '' && segment !== '**');
    const whole = longest(segments.filter((segment) => !/[*?[!(]/.test(segment)));
    if (whole !== null) return listIn(bySegment, whole);
    const start = longest(segments.map((segment) => /^[^*?[!(]*/.exec(segment)?.[0] ?? ''));
    if (start !== null && start.length >= PREFIX) return listIn(byPrefix, start.slice(0, PREFIX));
    const ending = text.endsWith('**') ? null : /\.([^.*?[\]!()|]+)$/.exec(segments.at(-1) ?? '');
    return ending?.[1] === undefined ? always : listIn(byEnding, ending[1]);
  };
  for (const [place, glob] of globs.entries()) {
    const alternatives = compileAlternatives(glob);
    if (alternatives === null) unreadable.push(place);
    for (const { text, matches } of alternatives ?? []) listFor(text).push({ place, matches });
  }
  return {
    unreadable,
    matching: (path) => {
      const segments = splitPath(path);
      const found: number[] = [];
      const look = (list: readonly Tried[] | undefined): void => {
        for (const { place, matches } of list ?? []) if (!found.includes(place) && matches(segments)) found.push(place);
      };
      look(always);
      for (const segment of segments) {
        look(bySegment.get(segment));
        look(byPrefix.get(segment.slice(0, PREFIX)));
      }
      look(byEnding.get(endingOf(segments.at(-1) ?? '')));
      return found.length === 0 ? NOTHING : found.sort((a, b) => a - b);
    },
  };
};

/** So many letters at the beginning of a segment are looked up. */
const PREFIX = 2;

const listIn = (words: Words, word: string): Tried[] => {
  const list = words.get(word) ?? [];
  words.set(word, list);
  return list;
};

const longest = (texts: readonly string[]): string | null =>
  texts.reduce<string | null>((best, text) => (best === null || text.length > best.length ? text : best), null);

const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
