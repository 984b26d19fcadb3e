import { describe, expect, it } from 'vitest';
import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { changeNote, firstChange, isLarge } from './change-words.ts';
import { parsePatch } from './patch-model.ts';

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

  it('folds what is large', () => {
    expect(isLarge(file(), PATCH)).toBe(false);
    expect(isLarge(file({ added: 601 }), PATCH)).toBe(true);
    expect(isLarge(file(), 'x'.repeat(200_000))).toBe(true);
  });
});
