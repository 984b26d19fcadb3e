import { touchedPathsOf } from './clauses.ts';
import type { Change, ChangedFile, FilePatch } from './manifest.ts';

/** What changed from the result of an earlier run of the task to this one. */
export type Interdiff = {
  readonly sinceRunId: string;
  /** The two were measured against different bases, so what the base brought along was left out. */
  readonly baseMoved: boolean;
  readonly files: readonly ChangedFile[];
  /** In the order of `files`. */
  readonly patches: readonly FilePatch[];
};

type Measured = Pick<Change, 'baseSha' | 'files'>;

/** Of all files that differ between two results, those that the task is about: when the base moved, only files that either change touches. */
export const interdiffFiles = (
  between: readonly ChangedFile[],
  earlier: Measured,
  current: Measured,
): Pick<Interdiff, 'baseMoved' | 'files'> => {
  if (earlier.baseSha === current.baseSha) return { baseMoved: false, files: between };
  const touched = new Set([...touchedPathsOf(earlier.files), ...touchedPathsOf(current.files)]);
  return {
    baseMoved: true,
    files: between.filter((file) => touched.has(file.path) || (file.oldPath !== null && touched.has(file.oldPath))),
  };
};
