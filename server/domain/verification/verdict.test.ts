import { describe, expect, it } from 'vitest';
import { aChange, aCheckResult, aContract } from '../../testing/artifact-builders.ts';
import type { CheckResult } from './check.ts';
import { planChecks } from './plan.ts';
import { isTestPath } from './test-paths.ts';
import { checkVerdicts } from './verdict.ts';

const CHECKS = {
  checks: [
    { name: 'unit-tests', command: 'npm test', reproduces: true },
    { name: 'lint', command: 'npm run lint' },
  ],
};
const contract = aContract({ verification: CHECKS });

describe('the plan', () => {
  it('runs everything on the result and reproductions on the base too', () => {
    expect(planChecks(contract, aChange()).map((entry) => `${entry.check.name}@${entry.subject}`)).toEqual([
      'unit-tests@base',
      'unit-tests@result',
      'lint@result',
    ]);
  });
  it('runs the reproduction of a failing test where it must fail', () => {
    expect(
      planChecks(aContract({ verification: CHECKS, returns: { artifact: 'failing_test' } }), aChange()).map((entry) => entry.subject),
    ).toEqual(['base', 'result']);
  });
  it('runs nothing where nothing changed', () => {
    expect(planChecks(contract, aChange([]))).toEqual([]);
    expect(planChecks(contract, aChange(), 'investigation')).toEqual([]);
  });
});

describe('the verdicts', () => {
  const planned = planChecks(aContract(), aChange());
  const verdict = (base: Partial<CheckResult> | null, result: Partial<CheckResult> | null) =>
    checkVerdicts(planned, [...(base ? [aCheckResult({ subject: 'base', ...base })] : []), ...(result ? [aCheckResult(result)] : [])])[0]
      ?.verdict;
  const failed = { outcome: 'failed', exitCode: 1 } as const;

  it.each([
    [failed, {}, 'proven'],
    [{}, {}, 'not_reproduced'],
    [failed, failed, 'failed'],
    [{ outcome: 'timed_out' }, {}, 'unknown'],
    [{ outcome: 'not_run' }, {}, 'unknown'],
    [{ outcome: 'failed', exitCode: 127 }, {}, 'unknown'],
    [null, {}, 'unknown'],
    [failed, null, 'unknown'],
    [failed, { outcome: 'timed_out' }, 'failed'],
    [failed, { outcome: 'not_run' }, 'unknown'],
    [failed, { command: 'true' }, 'unknown'],
  ] as const)('base %j, result %j: %s', (base, result, expected) => expect(verdict(base, result)).toBe(expected));

  it('want a failing test to fail', () => {
    const plan = planChecks(aContract({ returns: { artifact: 'failing_test' } }), aChange());
    expect(checkVerdicts(plan, [aCheckResult({ subject: 'base', ...failed })])[0]?.verdict).toBe('proven');
    expect(checkVerdicts(plan, [aCheckResult({ subject: 'base' })])[0]?.verdict).toBe('not_reproduced');
    expect(checkVerdicts(plan, [])[0]?.verdict).toBe('unknown');
  });
});

it('knows tests by their names', () => {
  for (const path of [
    'test/a.js',
    'src/a.test.ts',
    'pkg/a_test.go',
    'tests/test_a.py',
    'src/__snapshots__/a.snap',
    'spec/a_spec.rb',
    'src/FooTest.java',
  ])
    expect(isTestPath(path)).toBe(true);
  for (const path of ['src/a.ts', 'docs/test.md', 'src/contest/a.ts', 'test/a\nb.ts']) expect(isTestPath(path)).toBe(false);
});
