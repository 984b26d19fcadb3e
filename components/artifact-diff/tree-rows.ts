import type { ReadFile, ReadingGroup } from '../../server/domain/risk/order.ts';

/** `index` is the file's place in reading order, whatever is filtered out. */
export type TreeRow =
  | { readonly kind: 'group'; readonly group: ReadingGroup; readonly count: number }
  | { readonly kind: 'file'; readonly index: number; readonly read: ReadFile };

export type TreeFilter = { readonly text: string; readonly viewed: ReadonlySet<string> | null };

/** The rows of the tree: a heading before each group, and the files whose path has every word of the filter; with `viewed` only what is not in it. */
export const treeRows = (files: readonly ReadFile[], { text, viewed }: TreeFilter): readonly TreeRow[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: TreeRow[] = [];
  const kept = [...files.entries()].filter(([, { file }]) => {
    const path = file.path.toLowerCase();
    return words.every((word) => path.includes(word)) && !viewed?.has(file.path);
  });
  for (const [group, mine] of Map.groupBy(kept, ([, read]) => read.group)) {
    rows.push({ kind: 'group', group, count: mine.length });
    for (const [index, read] of mine) rows.push({ kind: 'file', index, read });
  }
  return rows;
};
