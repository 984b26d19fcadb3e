import { isPlainPath } from '../contract/paths.ts';
import { compileGlob, splitPath } from '../shared/glob.ts';
import type { Policy } from './model.ts';

/** How many of the changes each pattern of each set hits. Each pattern is asked, also those behind an earlier match. */
export const globHits = (policy: Policy, changes: readonly (readonly string[])[]): ReadonlyMap<string, ReadonlyMap<string, number>> => {
  const split = changes.map((paths) => paths.filter(isPlainPath).map(splitPath));
  return new Map(
    Object.entries(policy.path_sets).map(([name, globs]) => [
      name,
      new Map(
        globs.map((glob) => {
          const matches = compileGlob(glob);
          return [glob, matches === null ? 0 : split.filter((paths) => paths.some(matches)).length];
        }),
      ),
    ]),
  );
};
