import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFile } from '../../testing/artifact-builders.ts';
import { aFinding, aReview, DIGEST, docsFacts, OLD_DIGEST, PEOPLE, shippedPolicy } from '../../testing/policy-builders.ts';
import type { Disposition } from './decision.ts';
import { evaluatePolicy } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy, Rule } from './model.ts';

const POLICY = shippedPolicy();
const permits = (disposition: Disposition) => disposition === 'AUTO_MERGE' || disposition === 'APPROVED';
const EXTENDED = new Map<string, Policy>();
const withRule = (rule: Rule): Policy => {
  const policy = EXTENDED.get(rule.id) ?? { ...POLICY, rules: [...POLICY.rules, rule] };
  EXTENDED.set(rule.id, policy);
  return policy;
};
const ask = (facts: PolicyFacts, policy: Policy = POLICY) => evaluatePolicy(policy, facts, PEOPLE).disposition;

const path = fc.constantFrom(
  'docs/guide.md',
  'docs/a/b.md',
  'README.md',
  'src/util.ts',
  'src/auth/a.ts',
  '.env',
  'vendor/x.go',
  'test/a.test.ts',
  '.github/workflows/ci.yml',
  'docs/x.mdx',
  'docs/a\nb.md',
);
const file = fc
  .record({
    path,
    old: fc.option(path, { freq: 5 }),
    status: fc.constantFrom('modified' as const, 'added' as const, 'deleted' as const),
    added: fc.constantFrom(1, 400),
  })
  .map(({ path: name, old, status, added }) => aFile(name, { added, status: old === null ? status : 'renamed', oldPath: old }));
const finding = fc.constantFrom(
  aFinding('TST-02', 'high'),
  aFinding('CI-01', 'low', 'ci_weakening'),
  aFinding('FS-01', 'critical', 'git_object'),
  aFinding('SCP-01', 'medium', 'scope'),
  aFinding('RUN-04', 'low', 'run'),
);
const review = fc
  .record({
    who: fc.constantFrom(...PEOPLE.map((person) => person.id), 'ghost'),
    verdict: fc.constantFrom('approve' as const, 'approve' as const, 'request_changes' as const, 'reject' as const),
    reason: fc.constantFrom('', 'Traced it all.'),
    digest: fc.constantFrom(DIGEST, DIGEST, OLD_DIGEST),
  })
  .map(({ who, verdict, reason, digest }) => aReview(who, { verdict, reason, artifactDigest: digest }));
const conclusion = fc.constantFrom(
  'success' as const,
  'success' as const,
  'success' as const,
  'failure' as const,
  'missing' as const,
  'pending' as const,
);
const facts: fc.Arbitrary<PolicyFacts> = fc
  .record({
    files: fc.array(file, { maxLength: 3 }),
    findings: fc.array(finding, { maxLength: 2 }),
    reviews: fc.array(review, { maxLength: 3 }),
    checks: fc
      .tuple(conclusion, conclusion)
      .map(([build, unit]) => ({ required: ['build', 'unit-tests'], conclusions: { build, 'unit-tests': unit } })),
    kind: fc.constantFrom('change' as const, 'change' as const, 'change' as const, 'investigation' as const),
    targetBranch: fc.constantFrom('main', 'main', 'release/1'),
    evidence: fc.record({
      summary_present: fc.constantFrom(true, true, false),
      handed_off_by_agent: fc.constantFrom(true, true, false),
      clauses_kept: fc.constantFrom(true, true, false, null),
    }),
  })
  .map((patch) => docsFacts(patch));

const set = { paths: { any_in: ['docs'] } };
const extra: fc.Arbitrary<Rule> = fc.constantFrom(
  { id: 'x-block', effect: 'block' as const, description: '', enabled: true, when: set },
  { id: 'x-block-findings', effect: 'block' as const, description: '', enabled: true, when: { risk: { min_severity: 'low' as const } } },
  {
    id: 'x-require',
    effect: 'require' as const,
    description: '',
    enabled: true,
    when: set,
    requires: { approvals: [{ count: 2, from: { roles: ['admin' as const] } }] },
  },
);

describe('the laws of every policy', () => {
  it('the order of rules does not matter', () => {
    fc.assert(
      fc.property(facts, fc.shuffledSubarray([...POLICY.rules], { minLength: POLICY.rules.length }), (given, rules) => {
        expect(evaluatePolicy({ ...POLICY, rules }, given, PEOPLE).because).toEqual(evaluatePolicy(POLICY, given, PEOPLE).because);
        expect(ask(given, { ...POLICY, rules })).toBe(ask(given));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('taking any one fact away never permits', () => {
    const keys = [
      'artifactDigest',
      'kind',
      'targetBranch',
      'files',
      'checks',
      'detectors',
      'findings',
      'requesterId',
      'committerIds',
      'reviews',
      'task',
      'rounds',
    ] as const;
    fc.assert(
      fc.property(
        facts,
        fc.constantFrom(...keys),
        fc.constantFrom('summary_present', 'handed_off_by_agent', 'clauses_kept'),
        fc.constantFrom(...Object.keys(docsFacts().detectors ?? {})),
        fc.constantFrom('build', 'unit-tests'),
        (given, key, evidence, detector, check) => {
          const before = ask(given);
          const { [detector]: _gone, ...detectors } = given.detectors ?? {};
          const { [check]: _lost, ...conclusions } = given.checks?.conclusions ?? {};
          for (const less of [
            { ...given, [key]: null },
            { ...given, evidence: { ...given.evidence, [evidence]: null } },
            { ...given, detectors },
            { ...given, checks: { required: given.checks?.required ?? [], conclusions } },
          ]) {
            if (!permits(before)) expect(permits(ask(less))).toBe(false);
          }
          expect(ask({ ...given, [key]: null })).not.toBe(
            before === 'AUTO_MERGE' && key !== 'task' && key !== 'rounds' ? 'AUTO_MERGE' : 'never',
          );
        },
      ),
      { numRuns: 2_500 },
    );
  }, 60_000);

  it('a finding, a block or a requirement more never loosens', () => {
    fc.assert(
      fc.property(facts, finding, extra, (given, more, rule) => {
        const before = ask(given);
        if (permits(before)) return;
        expect(permits(ask({ ...given, findings: [...(given.findings ?? []), more] }))).toBe(false);
        expect(permits(ask(given, withRule(rule)))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);

  it('an approval that counts never makes it stricter', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom('ines', 'ada'), (given, who) => {
        const others = (given.reviews ?? []).filter((entry) => entry.reviewerId !== who);
        if (permits(ask({ ...given, reviews: others })))
          expect(permits(ask({ ...given, reviews: [...others, aReview(who, { reason: 'Traced it all.' })] }))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);

  it('nobody approves their own task, and nothing red lands', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const own = { ...given, reviews: [aReview('rita', { reason: 'Mine.' })] };
        expect(ask(own)).not.toBe('APPROVED');
        const red = { ...given, checks: { required: ['build'], conclusions: { build: 'failure' as const } } };
        expect(permits(ask(red))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);
});
