import { chown, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePath } from '../../domain/artifact/path-bytes.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { lastWords } from './run-program.ts';
import type { RepositoryDirs, Store } from './store.ts';

export type TreeEdit = {
  readonly path: string /** Null: the file is taken away. */;
  readonly blob: { readonly mode: string; readonly oid: string } | null;
};

const GONE = '0'.repeat(40);

/** The tree of a commit with some files put in or taken away, written among the results through an index that is thrown away. */
export const editTree = async (
  store: Store,
  { results, quarantine }: RepositoryDirs,
  sha: string,
  edits: readonly TreeEdit[],
): Promise<Result<string>> => {
  const lines = edits.map(({ path, blob }) =>
    Buffer.concat([Buffer.from(blob ? `${blob.mode} ${blob.oid}\t` : `0 ${GONE}\t`), encodePath(path), Buffer.of(0)]),
  );
  const dir = await mkdtemp(join(quarantine, 'index-'));
  try {
    const user = await store.reader();
    if (user) await chown(dir, user.uid, user.gid);
    const options = { user, guarded: true, env: { GIT_INDEX_FILE: join(dir, 'index') } };
    const read = await store.git(results, ['read-tree', sha], options);
    const changed =
      read.exitCode === 0
        ? await store.git(results, ['update-index', '-z', '--index-info'], { ...options, input: Buffer.concat(lines) })
        : read;
    const written = changed.exitCode === 0 ? await store.git(results, ['write-tree'], options) : changed;
    return written.exitCode === 0
      ? ok(written.stdout.toString().trim())
      : fail(failure('artifact_refused', `The files cannot be put onto ${sha.slice(0, 12)}: ${lastWords(written)}`));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};
