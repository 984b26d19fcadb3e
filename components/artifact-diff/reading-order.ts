import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { compilePathSet } from '../../server/domain/contract/paths.ts';
import { sensitiveAreasOf } from '../../server/domain/contract/sensitive.ts';
import { CONTROL_GLOBS, DOCS_GLOBS, GENERATED_GLOBS, LOCKFILE_GLOBS } from '../../server/domain/shared/path-sets.ts';
import { isTestPath } from '../../server/domain/verification/test-paths.ts';

/** In the order in which a reviewer should read: alphabetical order would leave tests and control files to when attention is lowest. */
const GROUPS = ['Control files', 'Tests deleted', 'Tests', 'Sensitive source', 'Source', 'Documentation', 'Generated'] as const;
export type ReadingGroup = (typeof GROUPS)[number];
export type OrderedFile = { readonly file: ChangedFile; readonly group: ReadingGroup };

const CONTROL = compilePathSet(CONTROL_GLOBS);
const DOCS = compilePathSet(DOCS_GLOBS);
const GENERATED = compilePathSet([...GENERATED_GLOBS, ...LOCKFILE_GLOBS]);

/** A rename is judged by both of its names: moving a test out of the tests removes it there. */
const groupOf = (file: ChangedFile): ReadingGroup => {
  const paths = file.oldPath === null ? [file.path] : [file.path, file.oldPath];
  if (paths.some((path) => CONTROL.find(path) !== null)) return 'Control files';
  if (paths.some(isTestPath)) return file.status === 'deleted' || !isTestPath(file.path) ? 'Tests deleted' : 'Tests';
  if (paths.some((path) => sensitiveAreasOf(path).length > 0)) return 'Sensitive source';
  if (GENERATED.find(file.path) !== null) return 'Generated';
  if (DOCS.find(file.path) !== null) return 'Documentation';
  return 'Source';
};

export const readingOrder = (files: readonly ChangedFile[]): readonly OrderedFile[] =>
  files
    .map((file) => ({ file, group: groupOf(file) }))
    .sort(
      (a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || (a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0),
    );
