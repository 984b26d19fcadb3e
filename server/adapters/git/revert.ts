import { splitNul } from '../../domain/artifact/diff.ts';
import { decodePath } from '../../domain/artifact/path-bytes.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { listed, visibleLine } from '../../domain/shared/visible.ts';
import type { RevertInput } from '../../ports/repository.ts';
import { commitTree } from './commit-tree.ts';
import type { OperatorEnv } from './contact.ts';
import { contains } from './contains.ts';
import { sync } from './mirror.ts';
import { treeOf } from './read-change.ts';
import { isSha } from './run-git.ts';
import { lastWords } from './run-program.ts';
import { mustBeId, type RepositoryDirs, type Store } from './store.ts';

type Made = { readonly baseSha: string; readonly headSha: string };

/** Call it under the repository's lock. The same branch gives the same commit, so repeating it is harmless. */
export const revert = async (store: Store, operator: OperatorEnv, input: RevertInput): Promise<Result<Made>> => {
  const { repositoryId, source, branch, landed } = input;
  mustBeId(input.runId);
  if (!isSha(landed.sha)) return fail(failure('revert_not_there', `${visibleLine(landed.sha, 80)} is not the id of a commit here.`));
  const synced = await sync(store, repositoryId, source, operator);
  if (!synced.ok) return synced;
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const tip = synced.value.branches.find(({ name }) => name === branch)?.sha;
  if (!tip) return fail(failure('repository_unborn_branch', `The repository has no branch ${visibleLine(branch)} any more.`));
  const isThere = await contains(store, repositoryId, tip, landed.sha);
  if (!isThere.ok || !isThere.value)
    return fail(
      failure('revert_not_there', `The commit ${landed.sha.slice(0, 12)} is not on ${branch} any more: there is nothing to undo.`),
    );

  const tree = await undo(store, dirs.value, tip, landed.sha, landed.baseSha ?? `${landed.sha}^1`, branch);
  if (!tree.ok) return tree;
  const before = await treeOf(store, dirs.value, tip);
  if (!before.ok) return before;
  if (before.value === tree.value)
    return fail(failure('revert_not_there', `${branch} has nothing of ${landed.sha.slice(0, 12)} left: there is nothing to undo.`));
  const commit = await commitTree(store, dirs.value, tree.value, [tip], input);
  if (!commit.ok) return commit;
  const named = await store.git(dirs.value.results, ['update-ref', `refs/countersign/runs/${input.runId}`, commit.value], {
    user: await store.reader(),
  });
  return named.exitCode === 0
    ? ok({ baseSha: tip, headSha: commit.value })
    : fail(failure('internal', `The revert cannot be kept: ${lastWords(named)}`));
};

/**
 * The tree of `tip` with the step from `before` to `sha` taken back: a three-way merge whose common ancestor is `sha`. Git 2.39
 * finds that ancestor by itself only, so three commits are made that say so.
 */
const undo = async (
  store: Store,
  dirs: RepositoryDirs,
  tip: string,
  sha: string,
  before: string,
  branch: string,
): Promise<Result<string>> => {
  const nobody = {
    message: 'A side of a revert\n',
    author: { name: 'Countersign', email: 'countersign@localhost' },
    committer: { name: 'Countersign', email: 'countersign@localhost' },
    committedAt: 0,
  };
  const sides: string[] = [];
  for (const commit of [sha, tip, before]) {
    const tree = await treeOf(store, dirs, commit);
    if (!tree.ok) return tree;
    const side = await commitTree(store, dirs, tree.value, sides.slice(0, 1), nobody);
    if (!side.ok) return side;
    sides.push(side.value);
  }
  const merged = await store.git(dirs.results, ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ...sides.slice(1)], {
    user: await store.reader(),
    guarded: true,
  });
  const [tree, ...conflicts] = splitNul(merged.stdout)?.map(decodePath) ?? [];
  if (merged.exitCode === 1 && conflicts.length > 0) {
    const names = [...new Set(conflicts.filter(Boolean))];
    return fail(failure('revert_conflict', `${branch} has changed since at the same place: ${listed(names, 5)}.`));
  }
  if (merged.exitCode !== 0 || !tree || !isSha(tree))
    return fail(failure('internal', `The revert cannot be made: ${visibleLine(lastWords(merged), 300)}`));
  return ok(tree);
};
