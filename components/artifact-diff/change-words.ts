import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { visibleText } from '../ui/visible-characters.ts';

/** Folded behind a button above either: drawing it at once would hold the page up, and nobody reads it by accident. */
export const LARGE_LINES = 600;
const LARGE_CHARACTERS = 120_000;

export const isLarge = (file: ChangedFile, patch: string | null): boolean =>
  file.added + file.deleted > LARGE_LINES || (patch?.length ?? 0) > LARGE_CHARACTERS;

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
