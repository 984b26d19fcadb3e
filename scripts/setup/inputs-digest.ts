import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The label that says from which inputs an image was made; equal digests mean that there is nothing to do. */
export const INPUTS_LABEL = 'dev.countersign.inputs';

/**
 * Digest (16 hex digits) over every file below `folder` (path, executable or not, content) and over `more`, the inputs that are no
 * files. `node_modules` is left out: the lockfile stands for it. So are tests.
 */
export async function inputsDigest(folder: string, more: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const value of more) hash.update(`${JSON.stringify(value)}\n`);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => !path.slice(folder.length).includes('/node_modules/') && !path.endsWith('.test.ts'))
    .sort();
  for (const path of paths) {
    const isExecutable = ((await stat(path)).mode & 0o100) !== 0;
    hash.update(`${JSON.stringify([path.slice(folder.length), isExecutable])}\n`);
    hash.update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 16);
}
