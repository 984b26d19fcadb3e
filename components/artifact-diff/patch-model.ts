import { type FileDiffMetadata, parsePatchFiles } from '@pierre/diffs';
import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { visibleText } from '../ui/visible-characters.ts';

const KEPT = '\t\n\r';

/**
 * One file's patch for drawing; null when it holds no readable lines or cannot be read, and then the page shows the patch as text. Characters
 * that hide or reorder code are spelled out, so that what a reviewer sees is what the file holds.
 */
export const parsePatch = (file: ChangedFile, patch: string): FileDiffMetadata | null => {
  try {
    const diff = parsePatchFiles(patch, { throwOnError: true })[0]?.files[0];
    if (!diff || diff.hunks.length === 0) return null;
    const additionLines = diff.additionLines.map((line) => visibleText(line, KEPT));
    const deletionLines = diff.deletionLines.map((line) => visibleText(line, KEPT));
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
