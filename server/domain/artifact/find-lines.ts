import { parsePatch } from '../risk/hunks.ts';

/** A line of a stored patch: the file by its position in the artifact's list, the line by its number on the side where it stands. */
export type PatchHit = { readonly position: number; readonly side: 'base' | 'head'; readonly line: number };

/** The lines of one patch that contain the text, whatever the case. A line that did not change counts once, on the new side. */
export const findLines = (position: number, patch: string, text: string): readonly PatchHit[] => {
  const wanted = text.toLowerCase();
  return parsePatch(patch).lines.flatMap(({ text: line, oldLine, newLine }): PatchHit[] => {
    if (!line.toLowerCase().includes(wanted)) return [];
    if (newLine !== null) return [{ position, side: 'head', line: newLine }];
    return oldLine === null ? [] : [{ position, side: 'base', line: oldLine }];
  });
};
