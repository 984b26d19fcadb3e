import { describe, expect, it } from 'vitest';
import type { ReadFile, ReadingGroup } from '../../server/domain/risk/order.ts';
import { aFile } from '../../server/testing/artifact-builders.ts';
import { treeRows } from './tree-rows.ts';

const read = (path: string, group: ReadingGroup, position: number): ReadFile => ({ file: aFile(path), group, position });
const FILES = [
  read('ci.yml', 'control', 2),
  read('src/Cart.ts', 'source', 0),
  read('src/tax.ts', 'source', 1),
  read('docs/a.md', 'docs', 3),
];
const shown = (text: string, viewed: ReadonlySet<string> | null = null) =>
  treeRows(FILES, { text, viewed }).map((row) => (row.kind === 'group' ? `${row.group} ${row.count}` : row.index));

describe('rows of the file tree', () => {
  it('puts a heading with its count before each group', () => {
    expect(shown('')).toEqual(['control 1', 0, 'source 2', 1, 2, 'docs 1', 3]);
  });
  it('keeps the files that have every word, whatever the case, at their place in reading order', () => {
    expect(shown('SRC cart')).toEqual(['source 1', 1]);
    expect(shown('nowhere')).toEqual([]);
  });
  it('leaves out what was viewed when asked to', () => {
    expect(shown('', new Set(['ci.yml', 'src/tax.ts']))).toEqual(['source 1', 1, 'docs 1', 3]);
  });
});
