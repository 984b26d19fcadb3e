import { chown, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePath } from '../../domain/artifact/path-bytes.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { readEntries } from './read-change.ts';
import { mustBeSha } from './run-git.ts';
import { lastWords } from './run-program.ts';
import type { Store } from './store.ts';

const GONE = '0'.repeat(40);

export const overlayTree = async (
  store: Store,
  repositoryId: string,
  baseSha: string,
  headSha: string,
  paths: readonly string[],
): Promise<Result<{ treeId: string }>> => {
  mustBeSha(baseSha, headSha);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const { results, quarantine } = dirs.value;
  const entries = await readEntries(store, dirs.value, baseSha, headSha);
  if (!entries.ok) return entries;
  const wanted = new Set(paths);
  const lines = entries.value
    .filter((entry) => wanted.has(entry.path))
    .map((entry) => {
      const head = entry.status === 'deleted' ? `0 ${GONE}\t` : `${entry.newMode} ${entry.newOid}\t`;
      return Buffer.concat([Buffer.from(head), encodePath(entry.path), Buffer.of(0)]);
    });
  const dir = await mkdtemp(join(quarantine, 'index-'));
  try {
    const user = await store.reader();
    if (user) await chown(dir, user.uid, user.gid);
    const options = { user, guarded: true, env: { GIT_INDEX_FILE: join(dir, 'index') } };
    const read = await store.git(results, ['read-tree', baseSha], options);
    const changed =
      read.exitCode === 0
        ? await store.git(results, ['update-index', '-z', '--index-info'], { ...options, input: Buffer.concat(lines) })
        : read;
    const written = changed.exitCode === 0 ? await store.git(results, ['write-tree'], options) : changed;
    if (written.exitCode !== 0) return fail(failure('artifact_refused', `The tests cannot be put onto the base: ${lastWords(written)}`));
    return ok({ treeId: written.stdout.toString().trim() });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};
