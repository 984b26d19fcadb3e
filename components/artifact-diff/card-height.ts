import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { SHOWN_LINES } from './patch-model.ts';

const LINE_PX = 19;
const HEAD_PX = 39;
const GAP_PX = 14;
const FOLDED_PX = 44;
/** Unchanged lines around the changes, and the bars between hunks, of a file as they mostly are. */
const AROUND_LINES = 12;

/** Header and gap of a card, without its lines. */
export const AROUND_BODY_PX = HEAD_PX + GAP_PX;

/** How high a card will be, before it was drawn: the nearer to the truth, the less moves under the reader. */
export const cardHeight = (file: ChangedFile, isFolded: boolean): number => {
  if (isFolded || file.binary) return HEAD_PX + FOLDED_PX + GAP_PX;
  const lines = Math.min(file.added + file.deleted, SHOWN_LINES);
  const around = file.status === 'modified' || file.status === 'renamed' ? AROUND_LINES : 1;
  return HEAD_PX + GAP_PX + (lines === 0 ? FOLDED_PX : (lines + around) * LINE_PX);
};
