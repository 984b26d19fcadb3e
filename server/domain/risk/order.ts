import type { ChangedFile } from '../artifact/manifest.ts';
import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import { sensitiveAreasOf } from '../contract/sensitive.ts';
import { CONTROL_GLOBS, DOCS_GLOBS, GENERATED_GLOBS, LOCKFILE_GLOBS } from '../shared/path-sets.ts';
import { isTestPath } from '../verification/test-paths.ts';
import { type Finding, SEVERITIES, type Severity } from './finding.ts';

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

export type QueueItem = { readonly runId: string; readonly worst: Severity | null; readonly waitingSince: number; readonly lines: number };
export type QueuePlace = { readonly runId: string /** Why it stands where it stands. */; readonly why: string };

const HOUR_MS = 3_600_000;

/** How long an artifact of this severity should wait at most; a high one is looked at sooner. */
export const TARGET_WAIT_MS: Readonly<Record<Severity, number>> = {
  critical: HOUR_MS,
  high: 4 * HOUR_MS,
  medium: 8 * HOUR_MS,
  low: 24 * HOUR_MS,
  info: 24 * HOUR_MS,
};

/** Severity first, then waiting time against its target in steps of a quarter, then small before large. */
export const queueOrder = (items: readonly QueueItem[], now: number): readonly QueuePlace[] =>
  items
    .map((item) => ({ item, severity: item.worst ?? 'info', waited: Math.max(0, now - item.waitingSince) }))
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
        overdue(b.severity, b.waited) - overdue(a.severity, a.waited) ||
        a.item.lines - b.item.lines ||
        a.item.waitingSince - b.item.waitingSince ||
        compare(a.item.runId, b.item.runId),
    )
    .map(({ item, severity, waited }) => ({ runId: item.runId, why: sayWhy(item.worst, severity, waited, item.lines) }));

const overdue = (severity: Severity, waited: number): number => Math.floor((waited / TARGET_WAIT_MS[severity]) * 4);

const sayWhy = (worst: Severity | null, severity: Severity, waited: number, lines: number): string => {
  const risk = worst === null ? 'no findings' : `worst finding is ${worst}`;
  const late = waited > TARGET_WAIT_MS[severity] ? ', past its target' : '';
  return `${risk}; waits ${sayDuration(waited)}${late}; ${lines} ${lines === 1 ? 'line' : 'lines'}`;
};

const sayDuration = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} days`;
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
