import { ok, type Result } from '../../domain/shared/result.ts';
import { editTree } from './edit-tree.ts';
import { readEntries } from './read-change.ts';
import { mustBeSha } from './run-git.ts';
import type { Store } from './store.ts';

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
  const entries = await readEntries(store, dirs.value, baseSha, headSha);
  if (!entries.ok) return entries;
  const wanted = new Set(paths);
  const edits = entries.value
    .filter((entry) => wanted.has(entry.path))
    .map(({ path, status, newMode, newOid }) => ({ path, blob: status === 'deleted' ? null : { mode: newMode, oid: newOid } }));
  const tree = await editTree(store, dirs.value, baseSha, edits);
  return tree.ok ? ok({ treeId: tree.value }) : tree;
};
