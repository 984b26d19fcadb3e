import { type FileDiffMetadata, parsePatchFiles } from '@pierre/diffs';
import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { parsePatch as readHunks } from '../../server/domain/risk/hunks.ts';
import { visibleText } from '../ui/visible-characters.ts';

/** The lines of a patch that are drawn, as `head 12` and `base 7`; a line that did not change has both numbers. */
export const drawnLines = (patch: string): ReadonlySet<string> =>
  new Set(
    readHunks(patch).lines.flatMap(({ oldLine, newLine }) => [
      ...(oldLine === null ? [] : [`base ${oldLine}`]),
      ...(newLine === null ? [] : [`head ${newLine}`]),
    ]),
  );

/** Lines of the new side as they stand; null when not all of them are in the patch. */
export const newLines = (patch: string, line: number, endLine: number): string | null => {
  const texts = new Map(readHunks(patch).lines.flatMap(({ newLine, text }) => (newLine === null ? [] : [[newLine, text] as const])));
  const wanted = Array.from({ length: Math.max(0, Math.min(endLine - line + 1, SHOWN_LINES)) }, (_, index) => texts.get(line + index));
  return wanted.length === endLine - line + 1 && wanted.every((text) => text !== undefined)
    ? wanted.map((text) => text.replace(/\r$/, '')).join('\n')
    : null;
};

const KEPT = '\t\n\r';

/** Lines of one file that are drawn before somebody asks for more. */
export const SHOWN_LINES = 1_000;
/** Characters of one line that are drawn: the rest of a minified bundle says nothing to a reader and holds the page up. */
const SHOWN_CHARACTERS = 2_000;

const cutLine = (line: string): string => {
  if (line.length <= SHOWN_CHARACTERS) return line;
  const end = line.endsWith('\n') ? '\n' : '';
  const more = line.length - end.length - SHOWN_CHARACTERS;
  return more <= 0 ? line : `${line.slice(0, SHOWN_CHARACTERS)} … ${more.toLocaleString('en')} more characters${end}`;
};

export type PatchStart = { readonly patch: string /** Lines that were left out. */; readonly left: number };

/** The patch up to `limit` lines of its hunks, still a patch: the header of the hunk that was cut counts what is left of it. */
export const startOfPatch = (patch: string, limit: number): PatchStart => {
  const lines = patch.split('\n');
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  let seen = 0;
  let header = -1;
  for (let at = 0; at < end; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('@@ ')) header = at;
    else if (header >= 0) seen += 1;
    if (seen <= limit || header < 0) continue;
    const kept = lines.slice(0, at);
    const body = kept.slice(header + 1);
    const [, base, head, rest] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/s.exec(kept[header] ?? '') ?? [];
    if (base === undefined || head === undefined) return { patch, left: 0 };
    const count = (marks: string) => body.filter((text) => marks.includes(text[0] ?? ' ')).length;
    kept[header] = `@@ -${base},${count(' -')} +${head},${count(' +')} @@${rest ?? ''}`;
    const left = lines.slice(at, end).filter((text) => !text.startsWith('@@ ')).length;
    return { patch: `${(body.length === 0 ? kept.slice(0, header) : kept).join('\n')}\n`, left };
  }
  return { patch, left: 0 };
};

/**
 * One file's patch for drawing; null when it holds no readable lines or cannot be read, and then the page shows the patch as text. Characters
 * that hide or reorder code are spelled out, so that what a reviewer sees is what the file holds.
 */
export const parsePatch = (file: ChangedFile, patch: string): FileDiffMetadata | null => {
  try {
    const diff = parsePatchFiles(patch, { throwOnError: true })[0]?.files[0];
    if (!diff || diff.hunks.length === 0) return null;
    const additionLines = diff.additionLines.map((line) => visibleText(cutLine(line), KEPT));
    const deletionLines = diff.deletionLines.map((line) => visibleText(cutLine(line), KEPT));
    const size = (lines: readonly string[]) => lines.reduce((total, line) => total + line.length, 0);
    return {
      ...diff,
      name: visibleText(file.path),
      additionLines,
      deletionLines,
      additionCharacterCount: size(additionLines),
      deletionCharacterCount: size(deletionLines),
    };
  } catch {
    return null;
  }
};
