import { touchedPathsOf } from '../artifact/clauses.ts';
import type { ChangedFile } from '../artifact/manifest.ts';
import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import { indexGlobs } from '../shared/glob-index.ts';
import { listed } from '../shared/visible.ts';
import type { Policy } from './model.ts';

/** The sets of one policy, compiled once. A composite is the union of its sets. */
export type CompiledSets = {
  /** The first pattern of the set that matches. Null for a path that is not plain, too: ask `touched` whether there is one. */
  readonly find: (setName: string, path: string) => string | null;
  /** The touched paths in each set that has any, with the pattern that matched. */
  readonly hits: (files: readonly ChangedFile[]) => ReadonlyMap<string, readonly SetHit[]>;
  readonly isUnreadable: (setName: string) => boolean;
  /** The sets that hold the path, without composites, each with its pattern. */
  readonly plainHits: (path: string) => ReadonlyMap<string, string>;
};
export type SetHit = { readonly path: string; readonly glob: string };

/** A policy never changes once it is parsed. By its sets: what is made of a policy with the same sets shares the work. */
const COMPILED = new WeakMap<Policy, CompiledSets>();
const BY_SETS = new WeakMap<Policy['path_sets'], WeakMap<Policy['composites'], CompiledSets>>();

export const compiledSets = (policy: Policy): CompiledSets => COMPILED.get(policy) ?? remembering(policy, null);

/** Compiles the sets of a policy that will be asked about the same paths as another one: a set that both have is only asked once. */
export const compileBeside = (known: Policy, policy: Policy): void => {
  remembering(policy, known);
};

const remembering = (policy: Policy, beside: Policy | null): CompiledSets => {
  const byComposites = BY_SETS.get(policy.path_sets) ?? new WeakMap<Policy['composites'], CompiledSets>();
  BY_SETS.set(policy.path_sets, byComposites);
  const made = byComposites.get(policy.composites) ?? compileSets(policy, beside);
  byComposites.set(policy.composites, made);
  COMPILED.set(policy, made);
  return made;
};

type Found = { readonly plain: ReadonlyMap<string, string>; readonly all: ReadonlyMap<string, string> };
const NO_HITS: ReadonlyMap<string, string> = new Map();

const compileSets = (policy: Policy, known: Policy | null): CompiledSets => {
  const beside = known && compiledSets(known);
  const shared = new Set(
    Object.entries(policy.path_sets).flatMap(([set, globs]) => (known !== null && isSameSet(known, set, globs) ? [set] : [])),
  );
  const entries = Object.entries(policy.path_sets).flatMap(([set, globs]) => (shared.has(set) ? [] : globs.map((glob) => ({ set, glob }))));
  const index = indexGlobs(entries.map((entry) => entry.glob));
  const composites = Object.entries(policy.composites);
  const unreadable = new Set(
    Object.entries(policy.path_sets).flatMap(([set, globs]) => (compilePathSet(globs).unreadable.length > 0 ? [set] : [])),
  );
  const isUnreadable = (set: string): boolean => !Object.hasOwn(policy.path_sets, set) || unreadable.has(set);

  const plainHitsOf = (path: string): ReadonlyMap<string, string> => {
    if (!isPlainPath(path)) return NO_HITS;
    const hits = new Map<string, string>();
    for (const [set, glob] of beside?.plainHits(path) ?? NO_HITS) if (shared.has(set)) hits.set(set, glob);
    for (const at of index.matching(path)) {
      const entry = entries[at];
      if (entry !== undefined && !hits.has(entry.set)) hits.set(entry.set, entry.glob);
    }
    return hits.size === 0 ? NO_HITS : hits;
  };
  const setsOf = (path: string): Found => {
    const plain = plainHitsOf(path);
    if (plain.size === 0 || composites.length === 0) return { plain, all: plain };
    const all = new Map(plain);
    for (const [name, parts] of composites) {
      const part = parts.find((set) => plain.has(set));
      if (part !== undefined && !all.has(name)) all.set(name, plain.get(part) ?? '');
    }
    return { plain, all };
  };
  const remembered = remember(setsOf);
  const hitsOf = (files: readonly ChangedFile[]): ReadonlyMap<string, readonly SetHit[]> => {
    const hits = new Map<string, SetHit[]>();
    for (const path of touched(files).paths)
      for (const [set, glob] of remembered(path).all) {
        const known = hits.get(set);
        if (known === undefined) hits.set(set, [{ path, glob }]);
        else known.push({ path, glob });
      }
    return hits;
  };
  return {
    hits: rememberLast(hitsOf),
    plainHits: (path) => remembered(path).plain,
    find: (setName, path) => remembered(path).all.get(setName) ?? null,
    isUnreadable: remember((setName) =>
      Object.hasOwn(policy.composites, setName) ? (policy.composites[setName] ?? []).some(isUnreadable) : isUnreadable(setName),
    ),
  };
};

const isSameSet = ({ path_sets }: Policy, set: string, globs: readonly string[]): boolean => {
  const known = Object.hasOwn(path_sets, set) ? path_sets[set] : undefined;
  return known !== undefined && known.length === globs.length && known.every((glob, index) => glob === globs[index]);
};

const MAX_REMEMBERED = 50_000;

/** One decision asks about the same few paths again and again, once per rule. */
const remember = <T>(ask: (path: string) => T): ((path: string) => T) => {
  const answers = new Map<string, T>();
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    if (answers.size >= MAX_REMEMBERED) answers.clear();
    const answer = ask(path);
    answers.set(path, answer);
    return answer;
  };
};

/** Every rule of a decision asks about the same files. */
function rememberLast<T>(ask: (files: readonly ChangedFile[]) => T): (files: readonly ChangedFile[]) => T {
  let last: { readonly files: readonly ChangedFile[]; readonly answer: T } | null = null;
  return (files) => {
    if (last === null || last.files !== files) last = { files, answer: ask(files) };
    return last.answer;
  };
}

type Touched = { readonly paths: readonly string[]; readonly odd: readonly string[]; readonly words: string };
/** Both sides of every rename, and the names that cannot be classified. */
export const touched: (files: readonly ChangedFile[]) => Touched = rememberLast((files) => {
  const paths = touchedPathsOf(files);
  return { paths, odd: paths.filter((path) => !isPlainPath(path)), words: listed(paths) };
});
