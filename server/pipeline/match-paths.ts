import { compilePathSet, isPlainPath } from '../domain/contract/paths.ts';
import { SENSITIVE_AREA_NAMES, sensitiveAreasOf, sensitiveAreasOfGlob } from '../domain/contract/sensitive.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { ReadModel } from '../ports/read-model.ts';

export type PathCounts = {
  /** Files of the base branch that are known; `truncated` when there are more. */
  readonly total: number;
  readonly truncated: boolean;
  /** Per glob: how many files it matches, and the sensitive areas it reaches, in words. */
  readonly counts: readonly { readonly glob: string; readonly files: number; readonly sensitive: readonly string[] }[];
  /** Files that any of the globs matches. */
  readonly covered: number;
  readonly examples: readonly string[];
};

const EXAMPLES = 12;

/** What a boundary would cover in a repository, counted while a person types. */
export const matchPaths = async (
  { read }: { readonly read: Pick<ReadModel, 'repositoryPaths'> },
  input: { readonly name: string; readonly globs: readonly string[] },
): Promise<Result<PathCounts>> => {
  const known = await read.repositoryPaths(input.name);
  if (!known) return fail(failure('not_found', `There is no repository named ${input.name}.`));
  const paths = known.paths.filter(isPlainPath);
  const covered = new Set<string>();
  const counts = input.globs.map((glob) => {
    const set = compilePathSet([glob]);
    const areas = new Set(sensitiveAreasOfGlob(glob));
    let files = 0;
    for (const path of paths) {
      if (set.find(path) === null) continue;
      files += 1;
      covered.add(path);
      for (const { area } of sensitiveAreasOf(path)) areas.add(area);
    }
    return { glob, files, sensitive: [...areas].map((area) => SENSITIVE_AREA_NAMES[area]) };
  });
  return ok({
    total: known.paths.length,
    truncated: known.truncated,
    counts,
    covered: covered.size,
    examples: [...covered].slice(0, EXAMPLES),
  });
};
