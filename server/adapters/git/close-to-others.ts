import { chmod, chown } from 'node:fs/promises';
import { SANDBOX_UID } from '../../domain/run/limits.ts';

/** Only root and the group of the sandbox's user may enter: other people of the machine do not read the sources here. */
export const closeToOthers = async (dir: string): Promise<void> => {
  if (process.getuid?.() !== 0) return chmod(dir, 0o700);
  await chown(dir, 0, SANDBOX_UID);
  await chmod(dir, 0o710);
};
