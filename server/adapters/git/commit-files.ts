import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { visibleLine } from '../../domain/shared/visible.ts';
import type { CommitFilesInput } from '../../ports/repository.ts';
import { commitTree } from './commit-tree.ts';
import { editTree, type TreeEdit } from './edit-tree.ts';
import { readEntry } from './read-entry.ts';
import { mustBeSha } from './run-git.ts';
import { lastWords } from './run-program.ts';
import { mustBeId, type Store } from './store.ts';

const PLAIN_MODES: readonly string[] = ['100644', '100755'];

/** Call it under the repository's lock. The same input makes the same commit, so repeating it is harmless. */
export const commitFiles = async (store: Store, input: CommitFilesInput): Promise<Result<{ readonly headSha: string }>> => {
  const { repositoryId, runId, parentSha, files } = input;
  mustBeId(runId);
  mustBeSha(parentSha);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const edits: TreeEdit[] = [];
  for (const { path, content } of files) {
    const entry = await readEntry(store, dirs.value, parentSha, path);
    if (!entry.ok) return entry;
    if (entry.value === null || !PLAIN_MODES.includes(entry.value.mode))
      return fail(failure('invalid_input', `${visibleLine(path)} is not a text file of ${parentSha.slice(0, 12)}.`));
    const written = await store.git(dirs.value.results, ['hash-object', '-w', '-t', 'blob', '--no-filters', '--stdin'], {
      user: await store.reader(),
      input: Buffer.from(content),
    });
    if (written.exitCode !== 0) return fail(failure('internal', `${visibleLine(path)} cannot be written: ${lastWords(written)}`));
    edits.push({ path, blob: { mode: entry.value.mode, oid: written.stdout.toString().trim() } });
  }
  const tree = await editTree(store, dirs.value, parentSha, edits);
  if (!tree.ok) return tree;
  const commit = await commitTree(store, dirs.value, tree.value, [parentSha], input);
  if (!commit.ok) return commit;
  const named = await store.git(dirs.value.results, ['update-ref', `refs/countersign/runs/${runId}`, commit.value], {
    user: await store.reader(),
  });
  return named.exitCode === 0 ? ok({ headSha: commit.value }) : fail(failure('internal', `The commit cannot be kept: ${lastWords(named)}`));
};
