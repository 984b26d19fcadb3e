import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { visibleText } from '../ui/visible-characters.ts';

/** Folded behind a button above either: drawing it at once would hold the page up, and nobody reads it by accident. */
const LARGE_LINES = 600;
const LARGE_CHARACTERS = 120_000;

const isLarge = (file: ChangedFile, patch: string | null): boolean =>
  file.added + file.deleted > LARGE_LINES || (patch?.length ?? 0) > LARGE_CHARACTERS;

/** A line longer than this was not written by a person. */
const LONG_LINE_CHARACTERS = 5_000;

const hasLongLine = (patch: string): boolean => {
  for (let from = 0; from < patch.length; ) {
    const end = patch.indexOf('\n', from);
    const next = end === -1 ? patch.length : end;
    if (next - from > LONG_LINE_CHARACTERS) return true;
    from = next + 1;
  }
  return false;
};

/** Why the difference of a file is not drawn until somebody asks for it; null when it is. */
export const whyFolded = (
  file: ChangedFile,
  patch: string | null,
  { viewed, generated }: { readonly viewed: boolean; readonly generated: boolean },
): string | null => {
  if (viewed) return 'Viewed.';
  if (generated) return 'Generated file.';
  if (isLarge(file, patch)) return `Large: ${(file.added + file.deleted).toLocaleString('en')} changed lines.`;
  return patch !== null && hasLongLine(patch) ? 'Has very long lines.' : null;
};

/** The first changed line of a unified patch, where a comment on the whole file goes; null when no line changed. */
export const firstChange = (patch: string): { readonly side: 'base' | 'head'; readonly line: number } | null => {
  const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/m.exec(patch);
  if (!header) return null;
  let [base, head] = [Number(header[1]), Number(header[2])];
  for (const line of patch.slice(header.index).split('\n').slice(1)) {
    if (line.startsWith('+')) return { side: 'head', line: Math.max(1, head) };
    if (line.startsWith('-')) return { side: 'base', line: Math.max(1, base) };
    if (!line.startsWith(' ')) return null;
    base += 1;
    head += 1;
  }
  return null;
};

const MODES: Readonly<Record<string, string>> = {
  '100644': 'file',
  '100755': 'executable',
  '120000': 'symbolic link',
  '160000': 'submodule',
  '040000': 'directory',
};
const modeWord = (mode: string): string => `${MODES[mode] ?? 'mode'} (${mode})`;

/** What happened to the file besides its lines, in words; null when nothing did. */
export const changeNote = (file: ChangedFile): string | null => {
  const notes = [
    file.status === 'renamed' && file.oldPath !== null ? `renamed from ${visibleText(file.oldPath)}` : null,
    file.status === 'copied' && file.oldPath !== null ? `copied from ${visibleText(file.oldPath)}` : null,
    file.status === 'type_changed' ? 'its type changed' : null,
    file.oldMode !== file.newMode && file.oldMode !== '000000' && file.newMode !== '000000'
      ? `${modeWord(file.oldMode)} became ${modeWord(file.newMode)}`
      : null,
    file.status === 'added' && file.newMode !== '100644' ? `new ${modeWord(file.newMode)}` : null,
  ].filter((note) => note !== null);
  return notes.length > 0 ? notes.join('; ') : null;
};
