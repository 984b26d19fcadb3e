import { expect, it } from 'vitest';
import { aFile } from '../../testing/artifact-builders.ts';
import { changeDigest } from './change-digest.ts';

it('is the same for the same change and another for any other', () => {
  const digest = changeDigest(aFile('src/a.ts'));
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(changeDigest(aFile('src/a.ts', { added: 9, status: 'type_changed' }))).toBe(digest);
  const others = [
    { path: 'src/b.ts' },
    { oldPath: 'src/b.ts' },
    { oldMode: '100755' },
    { newMode: '120000' },
    { oldOid: 'c' },
    { newOid: 'c' },
  ];
  expect(new Set(others.map((over) => changeDigest(aFile('src/a.ts', over)))).size).toBe(others.length);
  for (const over of others) expect(changeDigest(aFile('src/a.ts', over))).not.toBe(digest);
});
