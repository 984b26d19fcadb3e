import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approvalArbitrary,
  factsArbitrary,
  findingArbitrary,
  policyArbitrary,
  restrictionArbitrary,
} from '../../testing/policy-arbitraries.ts';
import { aVote, PEOPLE, someChecks } from '../../testing/policy-builders.ts';
import type { Decision, Disposition } from './decision.ts';
import { judgeArtifact } from './evaluate.ts';
import { EVIDENCE_KEYS, type PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';

type Judged = Omit<Decision, 'policy' | 'factsDigest'>;
const judge = (policy: Policy, facts: PolicyFacts): Judged => judgeArtifact(policy, facts, PEOPLE);

const permits = (disposition: Disposition): boolean => disposition === 'AUTO_MERGE' || disposition === 'APPROVED';
/** 0: lands. 1: somebody or something can make it land in the ordinary way. 2: not in the ordinary way. */
const strictness = ({ disposition }: Judged): number =>
  permits(disposition) ? 0 : disposition === 'BLOCK' || disposition === 'HOLD' ? 2 : 1;
const acting = ({ trace }: Judged, effect: Judged['trace'][number]['effect']): readonly string[] =>
  trace.filter((rule) => rule.effect === effect && rule.applies).map((rule) => rule.rule);

const PAIRS = 25_000;
const MINUTES = 180_000;

/** Every way to know one thing less. */
const NULLABLE = [
  'now',
  'arrivedAt',
  'artifactDigest',
  'patchId',
  'kind',
  'targetBranch',
  'freeze',
  'files',
  'reviewableTotal',
  'checks',
  'detectors',
  'findings',
  'lastRoundPaths',
  'task',
  'agent',
  'sandboxViolations',
  'bounces',
  'requesterId',
  'committerIds',
  'reviews',
  'openThreads',
  'releases',
  'solo',
] as const satisfies readonly (keyof PolicyFacts)[];
const forget: fc.Arbitrary<(facts: PolicyFacts) => PolicyFacts> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...NULLABLE).map(
      (key) =>
        (facts: PolicyFacts): PolicyFacts => ({ ...facts, [key]: null }),
    ),
  },
  fc.constantFrom(...EVIDENCE_KEYS).map(
    (key) =>
      (facts: PolicyFacts): PolicyFacts => ({ ...facts, evidence: { ...facts.evidence, [key]: null } }),
  ),
  fc.constantFrom('secret', 'test_weakening', 'git_object', 'TST', 'SEC', 'FS').map((name) => (facts: PolicyFacts): PolicyFacts => {
    const { [name]: _gone, ...detectors } = facts.detectors ?? {};
    return { ...facts, detectors };
  }),
  fc.constantFrom('build', 'unit-tests', 'lint').map((name) => (facts: PolicyFacts): PolicyFacts => {
    if (facts.checks === null) return facts;
    const { [name]: _gone, ...results } = facts.checks.results;
    return { ...facts, checks: { ...facts.checks, results } };
  }),
  fc.constantFrom('head', 'mergeResult').map(
    (key) =>
      (facts: PolicyFacts): PolicyFacts => ({ ...facts, trees: { ...facts.trees, [key]: null } }),
  ),
  fc.constantFrom('attended', 'capabilities', 'labels', 'source', 'risk').map(
    (key) =>
      (facts: PolicyFacts): PolicyFacts => ({ ...facts, task: facts.task && { ...facts.task, [key]: null } }),
  ),
  fc.constant(
    (facts: PolicyFacts): PolicyFacts => ({ ...facts, findings: facts.findings?.map((one) => ({ ...one, waived: null })) ?? null }),
  ),
  fc.constant(
    (facts: PolicyFacts): PolicyFacts => ({
      ...facts,
      reviews: facts.reviews?.map((review) => ({ ...review, role: null, cleared: null, patchId: null })) ?? null,
    }),
  ),
);

const law = <T>(property: fc.IRawProperty<T>, numRuns = PAIRS) => fc.assert(property, { numRuns });

describe('the laws of every policy', () => {
  it(
    'the order of rules does not matter',
    () => {
      law(
        fc.property(policyArbitrary, factsArbitrary, fc.boolean(), (policy, facts, isReversed) => {
          const [first, ...rest] = policy.rules;
          const rules = isReversed ? policy.rules.toReversed() : first === undefined ? [] : [...rest, first];
          expect(judge({ ...policy, rules }, facts)).toEqual(judge(policy, facts));
        }),
      );
    },
    MINUTES,
  );

  it(
    'knowing less never loosens',
    () => {
      law(
        fc.property(policyArbitrary, factsArbitrary, forget, (generated, facts, less) => {
          // A bounce saves people's time and holds nothing back: one that is not known does not apply.
          const policy = { ...generated, rules: generated.rules.filter((rule) => rule.effect !== 'bounce') };
          const before = judge(policy, facts);
          const after = judge(policy, less(facts));
          expect(strictness(after)).toBeGreaterThanOrEqual(strictness(before));
          expect(acting(after, 'require')).toEqual(expect.arrayContaining([...acting(before, 'require')]));
          expect(acting(before, 'auto_merge')).toEqual(expect.arrayContaining([...acting(after, 'auto_merge')]));
        }),
      );
    },
    MINUTES,
  );

  it(
    'a finding, a block or a requirement more never loosens',
    () => {
      law(
        fc.property(policyArbitrary, factsArbitrary, findingArbitrary, restrictionArbitrary, (policy, facts, finding, rule) => {
          const before = strictness(judge(policy, facts));
          const findings = facts.findings === null ? null : [...facts.findings, finding];
          expect(strictness(judge(policy, { ...facts, findings }))).toBeGreaterThanOrEqual(before);
          expect(strictness(judge({ ...policy, rules: [...policy.rules, rule] }, facts))).toBeGreaterThanOrEqual(before);
        }),
      );
    },
    MINUTES,
  );

  it(
    'an approval more never makes it stricter',
    () => {
      law(
        fc.property(policyArbitrary, factsArbitrary, approvalArbitrary, (policy, facts, approval) => {
          const reviews = facts.reviews === null ? null : [...facts.reviews, approval];
          expect(strictness(judge(policy, { ...facts, reviews }))).toBeLessThanOrEqual(strictness(judge(policy, facts)));
        }),
      );
    },
    MINUTES,
  );

  it(
    'no policy lets through what the floor forbids',
    () => {
      law(
        fc.property(policyArbitrary, factsArbitrary, (policy, facts) => {
          const alone = {
            ...facts,
            solo: null,
            requesterId: 'rita',
            reviews: [aVote('rita', { reason: 'Mine.', isReauthenticated: true })],
          };
          expect(judge(policy, alone).disposition).not.toBe('APPROVED');
          const byAgents = { ...facts, reviews: [aVote('review-bot', { kind: 'agent', role: 'admin', reason: 'Fine.' })] };
          expect(judge(policy, byAgents).disposition).not.toBe('APPROVED');
          expect(permits(judge(policy, { ...facts, checks: someChecks({ build: 'failure' }) }).disposition)).toBe(false);
        }),
        PAIRS / 5,
      );
    },
    MINUTES,
  );
});
