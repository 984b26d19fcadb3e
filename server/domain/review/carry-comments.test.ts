import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFile } from '../../testing/artifact-builders.ts';
import { type CarryFacts, carryComment, lineMapOf } from './carry-comments.ts';
import type { ReviewComment } from './review.ts';

type Edit = { readonly kind: 'keep' | 'delete' | 'add'; readonly text: string };
const CONTEXT = 3;

/** The patch that git would write for these edits, with three lines around each change. */
const patchOf = (edits: readonly Edit[]): string => {
  const near = edits.map((_, at) => edits.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ kind }) => kind !== 'keep'));
  const out = ['--- a/x', '+++ b/x'];
  let [oldLine, newLine, at] = [1, 1, 0];
  while (at < edits.length) {
    const hunk: Edit[] = [];
    for (let next = at; next < edits.length && near[next]; next += 1) hunk.push(edits[next] as Edit);
    const count = (kinds: string) => hunk.filter(({ kind }) => kinds.includes(kind)).length;
    const [olds, news] = [count('keep delete'), count('keep add')];
    if (hunk.length > 0) {
      // Git names the line before when a side of the hunk is empty.
      out.push(`@@ -${olds === 0 ? oldLine - 1 : oldLine},${olds} +${news === 0 ? newLine - 1 : newLine},${news} @@`);
      for (const { kind, text } of hunk) out.push(`${kind === 'keep' ? ' ' : kind === 'add' ? '+' : '-'}${text}`);
    }
    const step = hunk.length > 0 ? hunk : [edits[at] as Edit];
    for (const { kind } of step) {
      if (kind !== 'add') oldLine += 1;
      if (kind !== 'delete') newLine += 1;
    }
    at += step.length;
  }
  return `${out.join('\n')}\n`;
};

const comment = (over: Partial<ReviewComment> = {}): ReviewComment => ({
  path: 'src/a.ts',
  side: 'head',
  line: 5,
  endLine: 5,
  body: 'Rename it.',
  ...over,
});
const PATCH = '@@ -1,5 +1,6 @@\n+new\n one\n two\n-three\n four\n+more\n five\n';
const facts = (over: Partial<CarryFacts> = {}): CarryFacts => ({
  earlier: [aFile('src/a.ts')],
  current: [aFile('src/a.ts')],
  between: { files: [aFile('src/a.ts')], patchOf: () => PATCH },
  ...over,
});

describe('the map from old to new lines', () => {
  it('gives every kept line its new number and none to the others, for any edit', () => {
    const edit = fc.record({ kind: fc.constantFrom('keep', 'keep', 'keep', 'delete', 'add'), text: fc.constantFrom('a', 'b', '-- x', '') });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), (edits) => {
        const map = lineMapOf(patchOf(edits as Edit[]));
        let [oldLine, newLine] = [0, 0];
        for (const { kind } of edits) {
          if (kind !== 'add') oldLine += 1;
          if (kind !== 'delete') newLine += 1;
          if (kind === 'keep') expect(map?.(oldLine)).toBe(newLine);
          if (kind === 'delete') expect(map?.(oldLine)).toBeNull();
        }
        // What comes after the last hunk has moved by all of it.
        expect(map?.(oldLine + 7)).toBe(newLine + 7);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not guess where the patch is not whole', () => {
    expect(lineMapOf('@@ -1,5 +1,6 @@\n one\n')).toBeNull();
    expect(lineMapOf('')?.(4)).toBe(4);
  });
});

describe('comments of earlier runs', () => {
  it('stand at their new lines', () => {
    expect(carryComment(comment({ line: 5, endLine: 5 }), facts()).lines).toEqual({ line: 6, endLine: 6 });
    expect(carryComment(comment({ line: 1, endLine: 1 }), facts()).lines).toEqual({ line: 2, endLine: 2 });
  });
  it('keep those lines of a range that are still there', () => {
    expect(carryComment(comment({ line: 2, endLine: 4 }), facts()).lines).toEqual({ line: 3, endLine: 4 });
    expect(carryComment(comment({ line: 3, endLine: 3 }), facts()).lines).toBeNull();
  });
  it('stay where they are in a file that did not change since', () => {
    expect(carryComment(comment(), facts({ between: { files: [], patchOf: () => null } })).lines).toEqual({ line: 5, endLine: 5 });
  });
  it('follow a file that was renamed, with or without changes', () => {
    const renamed = { oldPath: 'src/a.ts', status: 'renamed' } as const;
    const between = (over: object) => ({ files: [aFile('src/b.ts', { ...renamed, ...over })], patchOf: () => PATCH });
    expect(carryComment(comment(), facts({ between: between({}) }))).toMatchObject({ path: 'src/b.ts', lines: { line: 6, endLine: 6 } });
    expect(carryComment(comment(), facts({ between: between({ newOid: 'a'.repeat(40) }) }))).toMatchObject({
      path: 'src/b.ts',
      lines: { line: 5, endLine: 5 },
    });
  });
  it('are on a line that is gone when the file is gone, was made anew, or the way here is unknown', () => {
    const gone = (between: CarryFacts['between']) => carryComment(comment(), facts({ between })).lines;
    expect(gone({ files: [aFile('src/a.ts', { status: 'deleted' })], patchOf: () => PATCH })).toBeNull();
    expect(gone({ files: [aFile('src/a.ts', { status: 'added' })], patchOf: () => PATCH })).toBeNull();
    expect(gone({ files: [aFile('src/a.ts')], patchOf: () => null })).toBeNull();
    expect(gone({ files: [aFile('src/a.ts')], patchOf: () => '@@ -1,9 +1,9 @@\n cut' })).toBeNull();
    expect(gone(null)).toBeNull();
  });
  it('stand on the old side only while the base has the same content there', () => {
    const base = comment({ side: 'base' });
    expect(carryComment(base, facts()).lines).toEqual({ line: 5, endLine: 5 });
    expect(carryComment(base, facts({ current: [aFile('src/a.ts', { oldOid: 'c'.repeat(40) })] })).lines).toBeNull();
    expect(carryComment(base, facts({ current: [] })).lines).toBeNull();
  });
});
