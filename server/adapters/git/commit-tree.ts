import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { visibleLine } from '../../domain/shared/visible.ts';
import type { MergeInput } from '../../ports/repository.ts';
import { lastWords } from './run-program.ts';
import type { RepositoryDirs, Store } from './store.ts';

/** A commit of our own among the results. Everything of it is given, so that the same input makes the same commit. */
export const commitTree = async (
  store: Store,
  dirs: RepositoryDirs,
  tree: string,
  parents: readonly string[],
  { message, author, committer, committedAt }: Pick<MergeInput, 'message' | 'author' | 'committer' | 'committedAt'>,
): Promise<Result<string>> => {
  const made = await store.git(dirs.results, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], {
    user: await store.reader(),
    input: Buffer.from(message),
    env: {
      ...{ GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: `@${committedAt} +0000` },
      ...{ GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email, GIT_COMMITTER_DATE: `@${committedAt} +0000` },
    },
  });
  return made.exitCode === 0
    ? ok(made.stdout.toString().trim())
    : fail(failure('internal', `The commit cannot be made: ${visibleLine(lastWords(made), 300)}`));
};
