import { compilePathSet, isPlainPath, type PathSet } from '../contract/paths.ts';
import type { Policy } from './model.ts';

/** The sets of one policy, compiled once. A composite is the union of its sets. */
export type CompiledSets = {
  readonly find: (setName: string, path: string) => string | null;
  readonly isUnreadable: (setName: string) => boolean;
};

type Sets = Policy['path_sets'];
/** By the sets themselves: two versions of a policy that share them share the work. */
const CACHE = new WeakMap<Sets, ReadonlyMap<string, PathSet>>();

export const compiledSets = (policy: Policy): CompiledSets => {
  const sets = compileOnce(policy.path_sets);
  const partsOf = (name: string): readonly string[] => policy.composites[name] ?? [name];
  return {
    find: (setName, path) => {
      if (!isPlainPath(path)) return null;
      for (const part of partsOf(setName)) {
        const glob = sets.get(part)?.find(path) ?? null;
        if (glob !== null) return glob;
      }
      return null;
    },
    isUnreadable: (setName) => partsOf(setName).some((part) => (sets.get(part)?.unreadable.length ?? 1) > 0),
  };
};

const compileOnce = (pathSets: Sets): ReadonlyMap<string, PathSet> => {
  const known = CACHE.get(pathSets);
  if (known !== undefined) return known;
  const made = new Map(Object.entries(pathSets).map(([name, globs]) => [name, remember(compilePathSet(globs))]));
  CACHE.set(pathSets, made);
  return made;
};

const MAX_REMEMBERED = 5_000;

/** One decision asks about the same few paths again and again, once per rule. */
const remember = (set: PathSet): PathSet => {
  const answers = new Map<string, string | null>();
  return {
    unreadable: set.unreadable,
    find: (path) => {
      const known = answers.get(path);
      if (known !== undefined) return known;
      if (answers.size >= MAX_REMEMBERED) answers.clear();
      const glob = set.find(path);
      answers.set(path, glob);
      return glob;
    },
  };
};
