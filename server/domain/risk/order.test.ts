import { describe, expect, it } from 'vitest';
import { aFile } from '../../testing/artifact-builders.ts';
import { aRisk } from '../../testing/policy-builders.ts';
import { readingOrder } from './order.ts';

describe('the reading order', () => {
  it('puts last what can do least', () => {
    const files = [
      'a/z.ts',
      'docs/a.md',
      'package-lock.json',
      'test/b.test.ts',
      'src/auth/x.ts',
      '.github/workflows/ci.yml',
      'test/a.test.ts',
      'test/gone.test.ts',
    ].map((path) => aFile(path, path.includes('gone') ? { status: 'deleted' } : {}));
    const order = readingOrder(files, [aRisk('TST-02', 'high', 'test_weakening', 'test/b.test.ts')]);
    expect(order.map((entry) => `${entry.group} ${entry.file.path}`)).toEqual([
      'control .github/workflows/ci.yml',
      'tests_removed test/b.test.ts',
      'tests_removed test/gone.test.ts',
      'tests test/a.test.ts',
      'sensitive src/auth/x.ts',
      'source a/z.ts',
      'docs docs/a.md',
      'generated package-lock.json',
    ]);
  });
  it('looks at both sides of a rename and at odd names first', () => {
    expect(readingOrder([aFile('docs/guard.md', { oldPath: 'src/auth/guard.ts', status: 'renamed' })], [])[0]?.group).toBe('sensitive');
    expect(readingOrder([aFile('docs/a\nb.md')], [])[0]?.group).toBe('control');
  });
});
