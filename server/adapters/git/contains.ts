import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { mustBeSha } from './run-git.ts';
import { lastWords } from './run-program.ts';
import type { Store } from './store.ts';

export const contains = async (store: Store, repositoryId: string, sha: string, ancestor: string): Promise<Result<boolean>> => {
  mustBeSha(sha, ancestor);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const ran = await store.git(dirs.value.results, ['merge-base', '--is-ancestor', ancestor, sha], {
    user: await store.reader(),
    guarded: true,
  });
  if (ran.exitCode === 0 || ran.exitCode === 1) return ok(ran.exitCode === 0);
  return fail(failure('not_found', `${sha.slice(0, 12)} and ${ancestor.slice(0, 12)} cannot be compared: ${lastWords(ran)}`));
};
