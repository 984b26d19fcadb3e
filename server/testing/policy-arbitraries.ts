import fc from 'fast-check';
import type { ChangedFile } from '../domain/artifact/manifest.ts';
import type { Condition } from '../domain/policy/condition-model.ts';
import { CHECK_CONCLUSIONS, DETECTOR_STATES, EVIDENCE_KEYS, type PolicyFacts } from '../domain/policy/facts.ts';
import { type Policy, policySchema, type Rule } from '../domain/policy/model.ts';
import { POLICY_ROLES, type Requirement } from '../domain/policy/requirement-model.ts';
import { SEVERITIES } from '../domain/risk/finding.ts';
import { aFile } from './artifact-builders.ts';
import { aFinding, aVote, DIGEST, OLD_DIGEST, PEOPLE } from './policy-builders.ts';

/** Policies and facts of every shape. What they speak of is small, so that it meets. */
const SETS = {
  docs: ['docs/**', '**/README*.md'],
  auth: ['**/auth/**'],
  tests: ['**/*.test.*'],
  vendored: ['vendor/**'],
};
const COMPOSITES = { sensitive: ['auth', 'vendored'] };
const setName = fc.constantFrom('docs', 'auth', 'tests', 'vendored', 'sensitive');
const sets = fc.array(setName, { minLength: 1, maxLength: 2 });
const CLASSES = ['secret', 'test_weakening', 'git_object', 'scope'] as const;
const IDS = ['SEC-01', 'TST-02', 'FS-01', 'SCP-01'] as const;
const DETECTORS = ['secret', 'test_weakening', 'git_object', 'scope', 'SEC', 'TST', 'FS', 'SCP'] as const;
const CHECKS = ['build', 'unit-tests'] as const;
const ITEMS = ['checks-not-weakened', 'rollback-known'] as const;
const comparison = fc
  .tuple(fc.constantFrom('<=', '>=', '<', '>', '=='), fc.constantFrom(0, 1, 2, 12, 400))
  .map(([sign, n]) => `${sign} ${n}`);
const some = <T>(...values: readonly T[]) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });

const PEOPLE_AND_OTHERS = [...PEOPLE.map((person) => person.id), 'ghost', 'review-bot'];
const who = fc.constantFrom(...PEOPLE_AND_OTHERS);

const neutral: fc.Arbitrary<Condition> = fc.oneof(
  sets.map((any_in) => ({ paths: { any_in } })),
  fc.tuple(sets, sets).map(([any_in, except_in]) => ({ paths: { any_in, except_in } })),
  sets.map((none_in) => ({ paths: { none_in } })),
  sets.map((all_in) => ({ paths: { all_in } })),
  some('added', 'modified', 'deleted').map((statuses_only) => ({ paths: { statuses_only } }) as Condition),
  sets.map((since_last_round_all_in) => ({ paths: { since_last_round_all_in } })),
  fc.constantFrom<Condition>({ checks: { all_success: 'required' } }, { checks: { any_failed: 'required' } }),
  fc
    .tuple(fc.constantFrom('total', 'files', 'added', 'deleted', 'reviewable_total'), comparison)
    .map(([key, wanted]) => ({ size: { [key]: wanted } })),
  fc.tuple(fc.constantFrom(...EVIDENCE_KEYS), fc.boolean()).map(([key, wanted]) => ({ evidence: { [key]: wanted } })),
  fc.oneof(
    fc.boolean().map((attended) => ({ task: { attended } })),
    some('db_write', 'deploy').map((capabilities_any) => ({ task: { capabilities_any } })),
    some('billing', 'incident').map((labels_any) => ({ task: { labels_any } })),
    some('person', 'webhook_public').map((source_in) => ({ task: { source_in } })),
    some('rita', 'omar').map((requester_in) => ({ task: { requester_in } })),
    sets.map((declared_paths_in) => ({ task: { declared_paths_in } })),
  ),
  fc.tuple(fc.constantFrom('bounces', 'sandbox_violations'), comparison).map(([key, wanted]) => ({ run: { [key]: wanted } })),
  some('script', 'opencode').map((name_in) => ({ agent: { name_in } })),
  fc.boolean().map((freeze) => ({ freeze })),
  fc.constantFrom<Condition>({ target_branch: { not_protected_release: true } }, { target_branch: { in: ['main'] } }),
);

/** What a finding can only make true. */
const byFinding: fc.Arbitrary<Condition> = fc
  .record({ ids: some(...IDS), classes: some(...CLASSES), min_severity: fc.constantFrom(...SEVERITIES) }, { requiredKeys: [] })
  .map((risk) => ({ risk: Object.keys(risk).length === 0 ? { min_severity: 'high' as const } : risk }));

const grouped = (leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> =>
  fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((all) => ({ all })) },
    { weight: 1, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((any) => ({ any })) },
    { weight: 1, arbitrary: neutral.map((not) => ({ not })) },
  );
const restricting = grouped(fc.oneof({ weight: 3, arbitrary: neutral }, { weight: 1, arbitrary: byFinding }));
const granting = fc.tuple(fc.array(neutral, { maxLength: 2 }), fc.constantFrom('low', 'medium', 'high')).map(
  ([parts, max_severity]): Condition => ({
    all: [...parts, { risk: { max_severity } } as Condition, { checks: { all_success: 'required' } }],
  }),
);

type Roles = (typeof POLICY_ROLES)[number][];
const roles: fc.Arbitrary<Roles> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Roles>([...POLICY_ROLES]) },
  { weight: 2, arbitrary: fc.constantFrom<Roles>(['admin'], ['senior-reviewer', 'admin'], ['reviewer']) },
);
const requirement: fc.Arbitrary<Requirement> = fc.record(
  {
    approvals: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 3 }), roles).map(([count, from]) => ({ count, from: { roles: from } })),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    rationale: fc.boolean(),
    viewed_files: fc.constantFrom('matched' as const, 'all' as const),
    per_finding_ack: fc.boolean(),
    checklist: some(...ITEMS),
    threads_resolved: fc.boolean(),
    cooldown_minutes: fc.constantFrom(1, 60),
    reauth: fc.boolean(),
  },
  { requiredKeys: ['approvals'] },
);

const base = { description: '', overridable: false, enabled: true };
const ruleOf = (id: string): fc.Arbitrary<Rule> =>
  fc.oneof(
    { weight: 1, arbitrary: blockRule(id) },
    { weight: 3, arbitrary: requireRule(id) },
    { weight: 1, arbitrary: restricting.map((when) => ({ ...base, id, effect: 'bounce' as const, when })) },
    {
      weight: 3,
      arbitrary: fc.tuple(granting, fc.boolean()).map(([when, enabled]) => ({ ...base, id, effect: 'auto_merge' as const, when, enabled })),
    },
  );
const blockRule = (id: string): fc.Arbitrary<Rule> =>
  fc.tuple(restricting, fc.option(roles)).map(([when, from]) => ({
    ...base,
    id,
    effect: 'block' as const,
    when,
    ...(from === null ? {} : { release_by: { roles: from, count: 1, rationale: true as const } }),
  }));
const requireRule = (id: string): fc.Arbitrary<Rule> =>
  fc.tuple(restricting, requirement).map(([when, requires]) => ({ ...base, id, effect: 'require' as const, when, requires }));

/** A rule that can only restrict, under a name that no generated policy has. */
export const restrictionArbitrary: fc.Arbitrary<Rule> = fc.oneof(blockRule('z-more'), requireRule('z-more'));

const EMPTY: Policy = policySchema.parse({
  apiVersion: 'approval/v1',
  kind: 'ApprovalPolicy',
  metadata: { name: 'generated', version: 1 },
  settings: {
    detectors: { required: ['secret'] },
    approvals: { eligible_roles: [...POLICY_ROLES] },
    default_requirement: { id: 'default-review', approvals: [{ count: 1, from: { roles: [...POLICY_ROLES] } }] },
  },
  path_sets: SETS,
  composites: COMPOSITES,
  dispatch: { default: 'unattended', rules: [] },
  rules: [],
});

export const policyArbitrary: fc.Arbitrary<Policy> = fc
  .record({
    rules: fc
      .array(fc.constant(null), { maxLength: 4 })
      .chain((slots) => fc.tuple(...slots.map((_slot, index) => ruleOf(`rule-${index}`)))),
    required: some('secret', 'test_weakening', 'FS'),
    eligible: roles,
    stale: fc.constantFrom('any_change' as const, 'any_change' as const, 'code_change' as const),
    bind: fc.constantFrom('head_tree' as const, 'merge_result_tree' as const),
    checks: fc.constantFrom<string[]>([], ['lint']),
    whole: fc.option(requirement, { freq: 3 }),
  })
  .map(({ rules, required, eligible, stale, bind, checks, whole }) => ({
    ...EMPTY,
    // The very same lists, so that their patterns are read once.
    path_sets: SETS,
    composites: COMPOSITES,
    rules,
    settings: {
      ...EMPTY.settings,
      checks: { ...EMPTY.settings.checks, required: checks, bind_to: bind },
      detectors: { required },
      approvals: { ...EMPTY.settings.approvals, eligible_roles: eligible, stale_on: stale },
      default_requirement: whole === null ? EMPTY.settings.default_requirement : { ...whole, id: 'default-review' },
    },
  }));

const path = fc.constantFrom('docs/guide.md', 'README.md', 'src/util.ts', 'src/auth/a.ts', 'vendor/x.go', 'src/a.test.ts', 'docs/a\nb.md');
const file: fc.Arbitrary<ChangedFile> = fc
  .record({
    path,
    old: fc.option(path, { freq: 5 }),
    status: fc.constantFrom('modified' as const, 'added' as const),
    added: fc.constantFrom(1, 12, 400),
  })
  .map(({ path: name, old, status, added }) => aFile(name, { added, status: old === null ? status : 'renamed', oldPath: old }));

const NOW = 10_000_000;
const mostly = <T>(value: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constantFrom(value, ...others) });

export const findingArbitrary = fc
  .record({
    at: fc.integer({ min: 0, max: IDS.length - 1 }),
    severity: fc.constantFrom(...SEVERITIES),
    waiver: fc.option(fc.tuple(who, fc.constantFrom(NOW - 1, NOW + 1)), { freq: 3 }),
  })
  .map(({ at, severity, waiver }) =>
    aFinding(IDS[at] ?? 'SEC-01', severity, CLASSES[at], {
      waived: waiver === null ? null : { by: waiver[0], reason: 'Not a problem.', expires: waiver[1] },
    }),
  );

const TREE = '4'.repeat(40);
const check = fc.record({
  conclusion: mostly('success' as const, ...CHECK_CONCLUSIONS),
  source: mostly('control-plane', 'somebody'),
  tree: mostly<string | null>(TREE, null, '5'.repeat(40)),
  isStale: mostly(false, true),
});

const vote = (verdict: fc.Arbitrary<'approve' | 'request_changes' | 'reject'>) =>
  fc
    .record({
      id: who,
      verdict,
      reason: fc.constantFrom('', 'Traced it all.'),
      digest: mostly(DIGEST, OLD_DIGEST),
      patchId: fc.constantFrom('5'.repeat(40), '6'.repeat(40), null),
      viewed: fc.constantFrom<readonly string[]>(
        [],
        ['docs/guide.md', 'README.md', 'src/util.ts', 'src/auth/a.ts', 'vendor/x.go', 'src/a.test.ts', 'docs/a\nb.md'],
      ),
      checklist: fc.constantFrom<readonly string[]>([], ITEMS),
      answer: fc.constantFrom(1 as const, 3 as const, 4 as const),
      isReauthenticated: fc.boolean(),
      clearedBy: fc.option(who, { freq: 5 }),
    })
    .map(({ id, digest, answer, clearedBy, ...rest }) =>
      aVote(id, {
        ...rest,
        artifactDigest: digest,
        kind: id === 'review-bot' ? 'agent' : 'person',
        acks: Object.fromEntries(IDS.map((finding) => [`${finding}-print`, { answer, reason: 'It moved elsewhere.' }])),
        cleared: clearedBy === null ? null : { by: clearedBy, reason: 'It was answered.' },
      }),
    );
/** An approval by anybody, of anything. */
export const approvalArbitrary = vote(fc.constant('approve' as const));
const voteArbitrary = vote(mostly('approve' as const, 'request_changes', 'reject'));

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 12 });
const lists = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number) => fc.array(arbitrary, { maxLength });
const person = (id: string) => PEOPLE.find((entry) => entry.id === id);

export const factsArbitrary: fc.Arbitrary<PolicyFacts> = fc.record({
  now: maybe(fc.constant(NOW)),
  arrivedAt: maybe(fc.constantFrom(0, NOW - 60_000)),
  artifactDigest: maybe(fc.constant(DIGEST)),
  patchId: maybe(fc.constant('5'.repeat(40))),
  kind: maybe(mostly('change' as const, 'investigation', 'could_not_finish')),
  targetBranch: maybe(fc.constantFrom('main', 'release/1')),
  freeze: maybe(mostly<{ reason: string | null }>({ reason: null }, { reason: 'holiday' })),
  files: maybe(lists(file, 3)),
  reviewableTotal: maybe(fc.constantFrom(12, 500)),
  trees: fc.record({ head: maybe(fc.constant(TREE)), mergeResult: maybe(fc.constant(TREE)) }),
  checks: maybe(
    fc.record({
      required: fc.constantFrom<readonly string[]>(CHECKS, []),
      results: fc.record({ build: check, 'unit-tests': check, lint: check }, { requiredKeys: ['build'] }),
    }),
  ),
  detectors: maybe(
    fc
      .array(mostly('ran' as const, ...DETECTOR_STATES), { minLength: DETECTORS.length, maxLength: DETECTORS.length })
      .map((states) => Object.fromEntries(DETECTORS.map((name, index) => [name, states[index] ?? 'ran']))),
  ),
  findings: maybe(lists(findingArbitrary, 2)),
  evidence: fc
    .array(fc.constantFrom(true, true, false, null), { minLength: EVIDENCE_KEYS.length, maxLength: EVIDENCE_KEYS.length })
    .map((values) => Object.fromEntries(EVIDENCE_KEYS.map((key, index) => [key, values[index] ?? null])) as PolicyFacts['evidence']),
  lastRoundPaths: maybe(lists(path, 2)),
  task: maybe(
    fc.record({
      kind: fc.constantFrom('change' as const, null),
      risk: fc.constantFrom('low' as const, 'high' as const, null),
      allowedPaths: fc.constantFrom<readonly string[]>([], ['docs/**'], ['src/auth/**']),
      deniedPaths: fc.constant<readonly string[]>([]),
      attended: maybe(fc.boolean()),
      capabilities: maybe(fc.constantFrom<readonly string[]>([], ['db_write'])),
      labels: maybe(fc.constantFrom<readonly string[]>([], ['billing'])),
      source: maybe(fc.constantFrom('person', 'webhook_public')),
    }),
  ),
  // What a glob covers is only seen with the tree: without it the globs themselves are asked.
  repositoryPaths: fc.constant(null),
  agent: maybe(fc.record({ name: maybe(fc.constantFrom('script', 'opencode')), model: fc.constant(null) })),
  sandboxViolations: maybe(mostly(0, 1)),
  bounces: maybe(fc.constantFrom(0, 1, 2)),
  requesterId: maybe(mostly('rita', 'ada', 'omar')),
  committerIds: maybe(mostly<readonly string[]>([], ['omar'])),
  reviews: maybe(lists(voteArbitrary, 4)),
  openThreads: maybe(fc.constantFrom(0, 1)),
  releases: maybe(
    lists(
      fc.tuple(who, fc.constantFrom('rule-0', 'rule-1', 'floor-secret')).map(([id, rule]) => ({
        rule,
        userId: id,
        userName: id,
        kind: 'person' as const,
        role: person(id)?.role ?? null,
        reason: 'I looked at it.',
        artifactDigest: DIGEST,
      })),
      2,
    ),
  ),
  solo: fc.option(
    fc.record({ ownerId: fc.constantFrom('rita', 'ada'), reason: fc.constant('A team of one.'), expires: fc.constant(NOW + 1) }),
    {
      freq: 3,
    },
  ),
});
