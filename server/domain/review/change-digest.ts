import type { ChangedFile } from '../artifact/manifest.ts';
import { digestOf } from '../shared/digest.ts';

/** Names what happens to one file, whichever artifact it is in: a viewed mark holds as long as this is the same. */
export const changeDigest = ({ path, oldPath, oldMode, newMode, oldOid, newOid }: ChangedFile): string =>
  digestOf({ version: 1, path, oldPath, oldMode, newMode, oldOid, newOid });
