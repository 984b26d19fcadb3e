import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { parsePatch as readHunks } from '../../server/domain/risk/hunks.ts';
import { changeNote, firstChange, whyFolded } from './change-words.ts';
import { parsePatch, startOfPatch } from './patch-model.ts';

const file = (over: Partial<ChangedFile> = {}): ChangedFile => ({
  path: 'src/a.ts',
  oldPath: null,
  status: 'modified',
  oldMode: '100644',
  newMode: '100644',
  oldOid: '1'.repeat(40),
  newOid: '2'.repeat(40),
  binary: false,
  added: 1,
  deleted: 1,
  ...over,
});
const PATCH = [
  'diff --git a/src/a.ts b/src/a.ts',
  '--- a/src/a.ts',
  '+++ b/src/a.ts',
  '@@ -3,3 +3,3 @@ x',
  ' keep',
  '-old',
  '+n\u202Eew',
  ' end',
  '',
].join('\n');

describe('patches for drawing', () => {
  it('reads a patch and spells out characters that would hide code', () => {
    const diff = parsePatch(file(), PATCH);
    expect(diff?.additionLines[1]).toBe('n[U+202E]ew\n');
    expect(firstChange(PATCH)).toEqual({ side: 'base', line: 4 });
    expect(firstChange('no patch')).toBeNull();
  });

  it('names the file by what git says and not by what the patch says', () => {
    expect(parsePatch(file({ path: 'we\nird.ts' }), PATCH)?.name).toBe('we[U+000A]ird.ts');
  });

  it('gives up on what it cannot read instead of throwing', () => {
    expect(parsePatch(file(), '')).toBeNull();
    expect(parsePatch(file(), 'not a patch\n@@ -1 +1 @@\n')).toBeNull();
    expect(parsePatch(file(), 'diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n')).toBeNull();
  });

  it('says what happened besides the lines', () => {
    expect(changeNote(file())).toBeNull();
    expect(changeNote(file({ status: 'renamed', oldPath: 'src/old.ts' }))).toBe('renamed from src/old.ts');
    expect(changeNote(file({ newMode: '100755' }))).toBe('file (100644) became executable (100755)');
    expect(changeNote(file({ status: 'added', oldMode: '000000', newMode: '120000' }))).toBe('new symbolic link (120000)');
    expect(changeNote(file({ status: 'added', oldMode: '000000' }))).toBeNull();
  });

  it('folds what was viewed, what a machine wrote, and what is large, and says which', () => {
    const open = { viewed: false, generated: false };
    expect(whyFolded(file(), PATCH, open)).toBeNull();
    expect(whyFolded(file(), null, open)).toBeNull();
    expect(whyFolded(file({ added: 601 }), PATCH, { viewed: true, generated: true })).toBe('Viewed.');
    expect(whyFolded(file({ added: 601 }), PATCH, { viewed: false, generated: true })).toBe('Generated file.');
    expect(whyFolded(file({ added: 1_601 }), PATCH, open)).toBe('Large: 1,602 changed lines.');
    expect(whyFolded(file(), 'x\n'.repeat(100_000), open)).toBe('Large: 2 changed lines.');
    expect(whyFolded(file(), `+${'x'.repeat(5_000)}\n`, open)).toBe('Has very long lines.');
    expect(whyFolded(file(), `+${'x'.repeat(4_900)}\n`.repeat(2), open)).toBeNull();
  });

  it('cuts very long lines and says how much is missing', () => {
    const line = parsePatch(file(), PATCH.replace('-old', `-${'o'.repeat(3_000)}`))?.deletionLines[1];
    expect(line).toBe(`${'o'.repeat(2_000)} … 1,000 more characters\n`);
  });

  it('starts a long patch with as many lines as asked for, and it can still be read', () => {
    expect(startOfPatch(PATCH, 4)).toEqual({ patch: PATCH, left: 0 });
    const cut = startOfPatch(PATCH, 2);
    expect(cut.left).toBe(2);
    expect(cut.patch).toContain('@@ -3,2 +3,1 @@ x\n keep\n-old\n');
    expect(parsePatch(file(), cut.patch)?.hunks).toHaveLength(1);
    const two = `${PATCH}@@ -20,1 +20,1 @@\n-a\n+b\n`;
    expect(startOfPatch(two, 4)).toEqual({ patch: PATCH, left: 2 });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(' a', '-b', '+c'), { minLength: 1, maxLength: 30 }), fc.nat(35), (body, limit) => {
        const count = (marks: string) => body.filter((line) => marks.includes(line[0] ?? '')).length;
        const patch = `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,${count(' -')} +1,${count(' +')} @@\n${body.join('\n')}\n`;
        const start = startOfPatch(patch, limit);
        const read = readHunks(start.patch);
        expect(read.complete).toBe(true);
        expect(read.lines.length + start.left).toBe(body.length);
        expect(read.lines.length).toBe(Math.min(limit, body.length));
      }),
    );
  });
});
