import type { ChangedFile } from '../artifact/manifest.ts';
import { parsePatch } from '../risk/hunks.ts';
import type { ReviewComment } from './review.ts';

/** The new number of an old line; null when the line was changed or taken away. */
export type LineMap = (line: number) => number | null;

/** Reads a unified patch as a map from old to new lines. Null when the patch does not hold what it announces: then nothing is known. */
export const lineMapOf = (patch: string): LineMap | null => {
  const { lines, complete } = parsePatch(patch);
  if (!complete) return null;
  const gone = new Set<number>();
  /** From this old line on, new numbers are `shift` larger. In order. */
  const steps: { readonly from: number; readonly shift: number }[] = [];
  let shift = 0;
  for (const { kind, oldLine, newLine } of lines) {
    if (kind === 'deleted' && oldLine !== null) {
      gone.add(oldLine);
      shift -= 1;
      steps.push({ from: oldLine + 1, shift });
    } else if (kind === 'added' && newLine !== null) {
      steps.push({ from: newLine - shift, shift: shift + 1 });
      shift += 1;
    }
  }
  return (line) => (gone.has(line) ? null : line + (steps.findLast(({ from }) => from <= line)?.shift ?? 0));
};

const SAME: LineMap = (line) => line;

/** Where a comment of an earlier run stands now. `lines` null: on a line that is gone, or that nobody can place. */
export type CarriedComment = ReviewComment & { readonly lines: { readonly line: number; readonly endLine: number } | null };

/** What is known about the way from the earlier result to this one. */
export type CarryFacts = {
  readonly earlier: readonly ChangedFile[];
  readonly current: readonly ChangedFile[];
  /** From the earlier result to this one; null when that was not stored. */
  readonly between: { readonly files: readonly ChangedFile[]; readonly patchOf: (file: ChangedFile) => string | null } | null;
};

/** A person marks a few lines; a number without end is nobody's range. */
const LINES_AT_MOST = 10_000;

/** A range keeps those of its lines that are still there. */
export const carryComment = (comment: ReviewComment, facts: CarryFacts): CarriedComment => {
  const { path, map } = comment.side === 'base' ? onBase(comment.path, facts) : onHead(comment.path, facts);
  const lines: number[] = [];
  const end = Math.min(comment.endLine, comment.line + LINES_AT_MOST);
  for (let line = comment.line; map !== null && line <= end; line += 1) {
    const now = map(line);
    if (now !== null) lines.push(now);
  }
  const [first, last] = [lines[0], lines.at(-1)];
  return { ...comment, path, lines: first === undefined || last === undefined ? null : { line: first, endLine: last } };
};

type Way = { readonly path: string; readonly map: LineMap | null };

/** The old side is the same when the file had the same content on the base that this artifact is measured against. */
const onBase = (path: string, { earlier, current }: CarryFacts): Way => {
  const [before, now] = [earlier.find((file) => file.path === path), current.find((file) => file.path === path)];
  return { path, map: before && now && before.oldOid === now.oldOid ? SAME : null };
};

const onHead = (path: string, { between }: CarryFacts): Way => {
  if (between === null) return { path, map: null };
  const file = between.files.find((one) => one.status !== 'copied' && one.status !== 'added' && (one.oldPath ?? one.path) === path);
  if (!file) return { path, map: between.files.some((one) => one.path === path) ? null : SAME };
  if (file.status === 'deleted') return { path, map: null };
  if (file.oldOid === file.newOid) return { path: file.path, map: SAME };
  const patch = between.patchOf(file);
  return { path: file.path, map: patch === null ? null : lineMapOf(patch) };
};
