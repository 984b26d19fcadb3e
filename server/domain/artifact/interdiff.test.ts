import { expect, it } from 'vitest';
import { aFile } from '../../testing/artifact-builders.ts';
import { interdiffFiles } from './interdiff.ts';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const between = [aFile('src/a.ts'), aFile('src/new.ts', { oldPath: 'src/old.ts', status: 'renamed' }), aFile('lib/from-base.ts')];

it('keeps everything on one base', () => {
  expect(interdiffFiles(between, { baseSha: A, files: [] }, { baseSha: A, files: [] })).toEqual({ baseMoved: false, files: between });
});

it('keeps what either change touches, under either name, when the base has moved', () => {
  const earlier = { baseSha: A, files: [aFile('src/old.ts')] };
  const current = { baseSha: B, files: [aFile('src/b.ts', { oldPath: 'src/a.ts', status: 'renamed' })] };
  const { baseMoved, files } = interdiffFiles(between, earlier, current);
  expect(baseMoved).toBe(true);
  expect(files.map(({ path }) => path)).toEqual(['src/a.ts', 'src/new.ts']);
});
