import { fail, ok, type Result } from '../shared/result.ts';
import type { CheckFact, PolicyFacts } from './facts.ts';
import { factsSchema } from './facts-schema.ts';
import type { Policy } from './model.ts';
import { conditionsOf, leavesOf } from './policy-places.ts';
import { detectorNames } from './risk-conditions.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const TREE = '4'.repeat(40);
const GREEN: CheckFact = { conclusion: 'success', source: 'control-plane', tree: TREE, isStale: false };

/** What a case of a policy starts from: twelve lines of documentation, everything known and everything green. */
export const plainFacts = (policy: Policy): PolicyFacts => ({
  now: 1_767_268_800_000,
  arrivedAt: 1_767_265_200_000,
  artifactDigest: DIGEST,
  patchId: '5'.repeat(40),
  kind: 'change',
  targetBranch: 'main',
  freeze: { reason: null },
  files: [
    {
      path: 'docs/guide.md',
      oldPath: null,
      status: 'modified',
      oldMode: '100644',
      newMode: '100644',
      oldOid: 'a'.repeat(40),
      newOid: 'b'.repeat(40),
      binary: false,
      added: 10,
      deleted: 2,
    },
  ],
  reviewableTotal: 12,
  trees: { head: TREE, mergeResult: TREE },
  checks: {
    required: ['build', 'unit-tests', 'lint'],
    results: Object.fromEntries(
      ['build', 'unit-tests', 'lint', ...policy.settings.checks.required].map((name) => [
        name,
        { ...GREEN, source: policy.settings.checks.trusted_sources[0] ?? GREEN.source },
      ]),
    ),
  },
  detectors: Object.fromEntries(detectorsOf(policy).map((name) => [name, 'ran' as const])),
  findings: [],
  evidence: {
    summary_present: true,
    handed_off_by_agent: true,
    clauses_kept: true,
    regenerated_identical: null,
    ast_identical: null,
    previous_checks_failed: null,
    new_tests_fail_on_base: null,
    base_tests_pass_on_head: null,
  },
  lastRoundPaths: null,
  task: {
    kind: 'change',
    risk: 'low',
    allowedPaths: ['docs/**'],
    deniedPaths: [],
    attended: true,
    capabilities: [],
    labels: [],
    source: 'person',
  },
  repositoryPaths: null,
  agent: { name: 'script', model: null },
  sandboxViolations: 0,
  bounces: 0,
  requesterId: 'rita',
  committerIds: [],
  reviews: [],
  openThreads: 0,
  releases: [],
  solo: null,
});

/** Every detector that the policy counts on. */
const detectorsOf = (policy: Policy): readonly string[] => [
  ...policy.settings.detectors.required,
  ...conditionsOf(policy)
    .flatMap(({ when, place }) => leavesOf(when, place))
    .flatMap(({ leaf }) => ('risk' in leaf ? detectorNames(policy, leaf.risk) : [])),
];

const MERGED = ['trees', 'detectors', 'evidence', 'task'] as const;

/** Written facts over known ones. Groups of facts are merged; a fact that is written as null is taken away. */
export const patchFacts = (base: PolicyFacts, patch: Readonly<Record<string, unknown>>): Result<PolicyFacts, string> => {
  const merged: Record<string, unknown> = { ...base, ...patch };
  for (const key of MERGED) if (isRecord(patch[key])) merged[key] = { ...base[key], ...patch[key] };
  const { checks } = patch;
  if (isRecord(checks)) {
    const results = isRecord(checks.results) ? checks.results : {};
    merged.checks = { ...base.checks, ...checks, results: { ...base.checks?.results, ...results } };
  }
  const parsed = factsSchema.safeParse(merged);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return fail(`${issue?.path.join('.') ?? 'facts'}: ${issue?.message ?? 'not readable'}`);
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
