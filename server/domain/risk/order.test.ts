import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFile } from '../../testing/artifact-builders.ts';
import { aRisk } from '../../testing/policy-builders.ts';
import { queueOrder, readingOrder } from './order.ts';

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

describe('the queue', () => {
  const HOUR = 3_600_000;
  it('orders by severity, then waiting, then size, and says why', () => {
    const item = (runId: string, worst: 'high' | 'low' | null, hours: number, lines: number) => ({
      runId,
      worst,
      waitingSince: 100 * HOUR - hours * HOUR,
      lines,
    });
    const order = queueOrder(
      [
        item('small', null, 1, 5),
        item('old', null, 30, 500),
        item('high', 'high', 0, 900),
        item('low', 'low', 1, 50),
        item('big', null, 1, 400),
      ],
      100 * HOUR,
    );
    expect(order.map((entry) => entry.runId)).toEqual(['high', 'low', 'old', 'small', 'big']);
    expect(order[2]?.why).toBe('no findings; waits 30 h, past its target; 500 lines');
  });
  it('does not depend on the order that it is given', () => {
    const item = fc.record({
      runId: fc.uuid(),
      worst: fc.constantFrom('high' as const, 'medium' as const, null),
      waitingSince: fc.nat(10 * HOUR),
      lines: fc.nat(500),
    });
    fc.assert(
      fc.property(fc.uniqueArray(item, { selector: (entry) => entry.runId }), (items) => {
        expect(queueOrder([...items].reverse(), 10 * HOUR)).toEqual(queueOrder(items, 10 * HOUR));
      }),
    );
  });
});
