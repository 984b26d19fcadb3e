import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import type { Policy } from './model.ts';

/** The sets of one policy, compiled once. A composite is the union of its sets. */
export type CompiledSets = {
  readonly find: (setName: string, path: string) => string | null;
  readonly isUnreadable: (setName: string) => boolean;
};

type Finder = { readonly find: (path: string) => string | null; readonly unreadable: readonly string[] };

/** A policy never changes once it is parsed. */
const COMPILED = new WeakMap<Policy, CompiledSets>();
/** By their globs: the versions of one policy share most of their sets, and so the work on them. */
const FINDERS = new WeakMap<readonly string[], Finder>();

export const compiledSets = (policy: Policy): CompiledSets => {
  const known = COMPILED.get(policy);
  if (known !== undefined) return known;
  const sets = new Map(Object.entries(policy.path_sets).map(([name, globs]) => [name, finderOf(globs)]));
  const partsOf = (name: string): readonly (Finder | undefined)[] =>
    (Object.hasOwn(policy.composites, name) ? (policy.composites[name] ?? []) : [name]).map((part) => sets.get(part));
  const parts = new Map(
    [...Object.keys(policy.path_sets), ...Object.keys(policy.composites)].map((name) => [name, partsOf(name)] as const),
  );
  const made: CompiledSets = {
    find: (setName, path) => {
      if (!isPlainPath(path)) return null;
      for (const part of parts.get(setName) ?? []) {
        const glob = part?.find(path) ?? null;
        if (glob !== null) return glob;
      }
      return null;
    },
    isUnreadable: (setName) => (parts.get(setName) ?? [undefined]).some((part) => (part?.unreadable.length ?? 1) > 0),
  };
  COMPILED.set(policy, made);
  return made;
};

const finderOf = (globs: readonly string[]): Finder => {
  const known = FINDERS.get(globs);
  if (known !== undefined) return known;
  const made = remember(compilePathSet(globs));
  FINDERS.set(globs, made);
  return made;
};

const MAX_REMEMBERED = 5_000;

/** One decision asks about the same few paths again and again, once per rule. */
const remember = (set: Finder): Finder => {
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
