import type { ChangedFile } from '../artifact/manifest.ts';
import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import { sensitiveAreasOf } from '../contract/sensitive.ts';
import { CONTROL_GLOBS, DOCS_GLOBS, GENERATED_GLOBS, LOCKFILE_GLOBS } from '../shared/path-sets.ts';
import { isTestPath } from '../verification/test-paths.ts';
import type { Finding } from './finding.ts';

/** What to read first, by what can do the most harm unseen. */
export const READING_GROUPS = ['control', 'tests_removed', 'tests', 'sensitive', 'source', 'docs', 'generated'] as const;
export type ReadingGroup = (typeof READING_GROUPS)[number];

const CONTROL = compilePathSet(CONTROL_GLOBS);
const DOCS = compilePathSet([...DOCS_GLOBS, '**/*.md', '**/*.mdx']);
const GENERATED = compilePathSet([...GENERATED_GLOBS, ...LOCKFILE_GLOBS]);

/** A file of which either side is dangerous is read as such; an unclassifiable name is read first of all. */
export const readingGroup = (file: ChangedFile, findings: readonly Finding[]): ReadingGroup => {
  const paths = file.oldPath === null ? [file.path] : [file.oldPath, file.path];
  if (paths.some((path) => !isPlainPath(path) || CONTROL.find(path) !== null)) return 'control';
  const weakened = findings.some(
    (finding) => (finding.id === 'TST-01' || finding.id === 'TST-02') && finding.at !== null && paths.includes(finding.at.path),
  );
  if (weakened) return 'tests_removed';
  if (paths.some((path) => sensitiveAreasOf(path).length > 0)) return 'sensitive';
  if (paths.every(isTestPath)) return file.status === 'deleted' ? 'tests_removed' : 'tests';
  if (paths.every((path) => GENERATED.find(path) !== null)) return 'generated';
  if (paths.every((path) => DOCS.find(path) !== null)) return 'docs';
  return 'source';
};

/** `position` is the file's place in the list that git gave, by which its patch is stored. */
export type ReadFile = { readonly file: ChangedFile; readonly group: ReadingGroup; readonly position: number };

export const readingOrder = (files: readonly ChangedFile[], findings: readonly Finding[]): readonly ReadFile[] =>
  files
    .map((file, position) => ({ file, group: readingGroup(file, findings), position }))
    .sort((a, b) => READING_GROUPS.indexOf(a.group) - READING_GROUPS.indexOf(b.group) || compare(a.file.path, b.file.path));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
