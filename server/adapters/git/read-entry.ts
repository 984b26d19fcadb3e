import { hasStandIns } from '../../domain/artifact/path-bytes.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { lastWords } from './run-program.ts';
import type { RepositoryDirs, Store } from './store.ts';

export type FileEntry = { readonly mode: string; readonly oid: string };

const LINK = '120000';

/**
 * The file at a path of a commit; null when there is none, or a link, a folder or a submodule stands there. A name that is not UTF-8
 * cannot be passed on, and nothing that is read as text has one; no name holds a NUL.
 */
export const readEntry = async (
  store: Store,
  { results }: RepositoryDirs,
  sha: string,
  path: string,
): Promise<Result<FileEntry | null>> => {
  if (hasStandIns(path) || path.includes('\0') || path.split('/').some((part) => part === '' || part === '.' || part === '..'))
    return ok(null);
  const ran = await store.git(results, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', sha, '--', path], {
    user: await store.reader(),
  });
  if (ran.exitCode !== 0) return fail(failure('not_found', `The commit ${sha.slice(0, 12)} cannot be read: ${lastWords(ran)}`));
  const [, mode, oid, name] = /^(\d{6}) blob ([0-9a-f]{40})\t([^\0]*)\0$/.exec(ran.stdout.toString('utf8')) ?? [];
  return ok(mode !== undefined && oid !== undefined && name === path && mode !== LINK ? { mode, oid } : null);
};
