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
};
export type SetHit = { readonly path: string; readonly glob: string };

/** A policy never changes once it is parsed. By the sets: two versions of a policy that share them share the work. */
const COMPILED = new WeakMap<Policy['path_sets'], WeakMap<Policy['composites'], CompiledSets>>();

export const compiledSets = (policy: Policy): CompiledSets => {
  const byComposites = COMPILED.get(policy.path_sets) ?? new WeakMap<Policy['composites'], CompiledSets>();
  COMPILED.set(policy.path_sets, byComposites);
  const known = byComposites.get(policy.composites);
  if (known !== undefined) return known;
  const made = compileSets(policy);
  byComposites.set(policy.composites, made);
  return made;
};

const compileSets = (policy: Policy): CompiledSets => {
  const entries = Object.entries(policy.path_sets).flatMap(([set, globs]) => globs.map((glob) => ({ set, glob })));
  const index = indexGlobs(entries.map((entry) => entry.glob));
  const composites = Object.entries(policy.composites);
  const unreadable = new Set(
    Object.entries(policy.path_sets).flatMap(([set, globs]) => (compilePathSet(globs).unreadable.length > 0 ? [set] : [])),
  );
  const isUnreadable = (set: string): boolean => !Object.hasOwn(policy.path_sets, set) || unreadable.has(set);

  const setsOf = (path: string): ReadonlyMap<string, string> => {
    const hits = new Map<string, string>();
    if (!isPlainPath(path)) return hits;
    for (const at of index.matching(path)) {
      const entry = entries[at];
      if (entry !== undefined && !hits.has(entry.set)) hits.set(entry.set, entry.glob);
    }
    for (const [name, parts] of composites) {
      const part = parts.find((set) => hits.has(set));
      if (part !== undefined && !hits.has(name)) hits.set(name, hits.get(part) ?? '');
    }
    return hits;
  };
  const remembered = remember(setsOf);
  const hitsOf = (files: readonly ChangedFile[]): ReadonlyMap<string, readonly SetHit[]> => {
    const hits = new Map<string, SetHit[]>();
    for (const path of touched(files).paths)
      for (const [set, glob] of remembered(path)) {
        const known = hits.get(set);
        if (known === undefined) hits.set(set, [{ path, glob }]);
        else known.push({ path, glob });
      }
    return hits;
  };
  const hitsOfFiles = new WeakMap<readonly ChangedFile[], ReadonlyMap<string, readonly SetHit[]>>();
  return {
    hits: (files) => {
      const hits = hitsOfFiles.get(files) ?? hitsOf(files);
      hitsOfFiles.set(files, hits);
      return hits;
    },
    find: (setName, path) => remembered(path).get(setName) ?? null,
    isUnreadable: remember((setName) =>
      Object.hasOwn(policy.composites, setName) ? (policy.composites[setName] ?? []).some(isUnreadable) : isUnreadable(setName),
    ),
  };
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

type Touched = { readonly paths: readonly string[]; readonly odd: readonly string[]; readonly words: string };
const TOUCHED = new WeakMap<readonly ChangedFile[], Touched>();

/** Both sides of every rename, and the names that cannot be classified. */
export const touched = (files: readonly ChangedFile[]): Touched => {
  const known = TOUCHED.get(files);
  if (known !== undefined) return known;
  const paths = touchedPathsOf(files);
  const made = { paths, odd: paths.filter((path) => !isPlainPath(path)), words: listed(paths) };
  TOUCHED.set(files, made);
  return made;
};
