import { describe, expect, it } from 'vitest';
import { PEOPLE, wholePolicyYaml } from '../../testing/policy-builders.ts';
import { parsePolicy } from './parse.ts';
import { runPolicyCases } from './policy-cases.ts';

const withTests = (tests: string) => parsePolicy(`${wholePolicyYaml()}\ntests:\n${tests}`);
const results = (tests: string) => {
  const policy = withTests(tests);
  if (!policy.ok) throw new Error(JSON.stringify(policy.failure));
  return runPolicyCases(policy.value, PEOPLE);
};

describe('the cases of a policy', () => {
  it('start from a small green documentation edit', () =>
    expect(results('  - {name: docs, facts: {}, expect: {disposition: AUTO_MERGE, missing: 0}}')).toEqual([
      { name: 'docs', isMet: true, disposition: 'AUTO_MERGE', missing: [], sentence: '' },
    ]));

  it('change some facts and take others away', () =>
    expect(
      results(`
  - name: code
    facts: {files: [{path: src/util.ts}]}
    expect: {disposition: REVIEW, missing: ['1 more from']}
  - name: skipped
    facts: {checks: {results: {lint: {conclusion: skipped}}}}
    expect: {disposition: REVIEW, missing: 2}
  - name: no requester
    facts: {requesterId: null}
    expect: {disposition: HOLD}
  - name: no summary
    facts: {evidence: {summary_present: null}}
    expect: {disposition: REVIEW}
`).map(({ name, isMet }) => ({ name, isMet })),
    ).toEqual(['code', 'skipped', 'no requester', 'no summary'].map((name) => ({ name, isMet: true }))));

  it('say what is not as expected', () =>
    expect(
      results(`
  - {name: wrong, facts: {files: [{path: AGENTS.md}]}, expect: {disposition: AUTO_MERGE}}
  - {name: count, facts: {files: [{path: src/a.ts}]}, expect: {disposition: REVIEW, missing: 3}}
  - {name: words, facts: {files: [{path: src/a.ts}]}, expect: {disposition: REVIEW, missing: [checklist]}}
`).map(({ sentence }) => sentence),
    ).toEqual([
      'AUTO_MERGE was expected, and it is REVIEW',
      '3 missing things were expected, and 1 are: 1 more from reviewer/senior-reviewer/admin (0/1)',
      '"checklist" should be missing; missing is 1 more from reviewer/senior-reviewer/admin (0/1)',
    ]));

  it('are refused with facts that nobody can read, at their line', () => {
    const policy = withTests('  - {name: odd, facts: {filez: []}, expect: {disposition: REVIEW}}');
    expect(policy).toMatchObject({ ok: false, failure: [{ path: expect.stringContaining('tests.0.facts') }] });
  });
});
