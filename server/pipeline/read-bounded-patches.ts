import type { ChangedFile, FilePatch } from '../domain/artifact/manifest.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Patches of at most this many files are read; the others are listed without their lines. */
const MAX_PATCHED_FILES = 10_000;

/** One patch per file, in their order. */
export const readBoundedPatches = async (
  { repositories }: Pick<WorkerPorts, 'repositories'>,
  repositoryId: string,
  baseSha: string,
  headSha: string,
  files: readonly ChangedFile[],
): Promise<Result<readonly FilePatch[]>> => {
  const paths = files.map(({ path }) => path);
  const patches = await repositories.readPatches(repositoryId, baseSha, headSha, paths.slice(0, MAX_PATCHED_FILES));
  if (!patches.ok) return patches;
  const left = paths.slice(MAX_PATCHED_FILES).map((path): FilePatch => ({ path, patch: null, omitted: 'too_large' }));
  return ok([...patches.value, ...left]);
};
