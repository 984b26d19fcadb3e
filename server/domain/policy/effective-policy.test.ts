import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { factsArbitrary, policyArbitrary, restrictionArbitrary } from '../../testing/policy-arbitraries.ts';
import { docsFacts, PEOPLE, shippedPolicy, shippedPolicyYaml } from '../../testing/policy-builders.ts';
import { repositoryPolicy } from '../../testing/policy-texts.ts';
import { decideBy } from './decided.ts';
import { policyName } from './decision.ts';
import { effectivePolicy, layersDigest, type PolicyText } from './effective-policy.ts';
import { judgeArtifact } from './evaluate.ts';
import { layerPolicy } from './layer-policy.ts';
import { lintText } from './lint-policy.ts';
import { type RepositoryPolicy, repositoryPolicySchema } from './repository-policy.ts';

const text = (name: string, version: number, yaml: string): PolicyText => ({
  id: `${name}-${version}`,
  name,
  version,
  yaml,
  digest: `sha256:${name}-${version}`,
});
const installation = text('default', 3, shippedPolicyYaml());
const TWO = 'settings: {default_requirement: {approvals: [{count: 2, from: {roles: [reviewer, senior-reviewer, admin]}}]}}';
const LOOSE =
  'rules: [{id: require-sensitive, effect: require, when: {freeze: true}, requires: {approvals: [{count: 1, from: {roles: [admin]}}]}}]';
const code = docsFacts({ files: docsFacts().files?.map((file) => ({ ...file, path: 'src/util.ts' })) ?? null });

describe('the policy that holds for a repository', () => {
  it('is that of the installation where nothing is added', () => {
    const { ref, policy } = effectivePolicy({ installation, repository: null });
    expect([policyName(ref), ref.digest, ref.layers, policy.ok]).toEqual(['default@3', installation.digest, undefined, true]);
  });

  it('names both layers and asks for both', () => {
    const repository = text('shop', 2, repositoryPolicy(TWO));
    const { ref, policy } = effectivePolicy({ installation, repository });
    expect(policyName(ref)).toBe('default@3 with shop@2');
    expect(ref.digest).toBe(layersDigest(installation.digest, repository.digest));
    const digests = [ref.digest, layersDigest(installation.digest, 'sha256:other'), layersDigest('sha256:other', repository.digest)];
    expect(new Set(digests).size).toBe(3);
    expect(policy.ok && judgeArtifact(policy.value, code, PEOPLE).needs).toMatchObject([{ count: 2 }]);
  });

  it.each([
    ['that cannot be read', 'rules: ['],
    ['that loosens', repositoryPolicy(LOOSE)],
    ['that leaves out what is not there', repositoryPolicy('without: [grant-of-another-time]')],
  ])('holds everything under a layer %s', (_what, yaml) => {
    const decided = decideBy({ installation, repository: text('shop', 2, yaml), shadows: [] }, docsFacts(), PEOPLE);
    expect(decided).toMatchObject({ disposition: 'HOLD', policy: { layers: [{ name: 'default' }, { name: 'shop' }] } });
    expect(decided.because[0]).toContain('shop@2');
    expect(decideBy({ installation, repository: null, shadows: [] }, docsFacts(), PEOPLE).disposition).toBe('AUTO_MERGE');
  });

  it('records what versions in shadow would say, and obeys none of them', () => {
    const broken = { policyId: 'b', layers: { installation: text('default', 5, 'rules: ['), repository: null } };
    const tighter = { policyId: 't', layers: { installation, repository: text('shop', 2, repositoryPolicy(TWO)) } };
    const decided = decideBy({ installation, repository: null, shadows: [broken, tighter] }, code, PEOPLE);
    expect(decided.disposition).toBe('REVIEW');
    expect(decided.shadows).toEqual([
      { policyId: 'b', disposition: 'HOLD', direction: 'tighter' },
      { policyId: 't', disposition: 'REVIEW', direction: 'tighter' },
    ]);
  });
});

const names = ['docs', 'auth', 'tests', 'vendored'] as const;
const globs = fc.array(fc.constantFrom('docs/**', '**/README*.md', '**/auth/**', '**/*.test.*', 'vendor/**', 'src/**'), {
  minLength: 1,
  maxLength: 3,
});
const roles = fc.constantFrom(['admin'], ['senior-reviewer', 'admin'], ['reviewer', 'senior-reviewer', 'security-admin', 'admin']);
const layerArbitrary: fc.Arbitrary<RepositoryPolicy> = fc
  .record(
    {
      rules: fc.array(
        fc.tuple(restrictionArbitrary, fc.constantFrom('z-more', 'rule-0', 'rule-1')).map(([rule, id]) => ({ ...rule, id })),
        { minLength: 1, maxLength: 1 },
      ),
      without: fc.constantFrom(['rule-0'], ['rule-1']),
      path_sets: fc.tuple(fc.constantFrom(...names), globs).map(([name, set]) => ({ [name]: set })),
      checks: fc.constant({ required: ['lint'] }),
      detectors: fc.constant({ required: ['git_object'] }),
      approvals: roles.map((eligible_roles) => ({ eligible_roles })),
      default_requirement: fc
        .tuple(fc.integer({ min: 1, max: 3 }), roles)
        .map(([count, from]) => ({ approvals: [{ count, from: { roles: from } }] })),
    },
    { requiredKeys: [] },
  )
  .map(({ rules, without, path_sets, ...settings }) =>
    repositoryPolicySchema.parse({
      apiVersion: 'approval/v1',
      kind: 'RepositoryPolicy',
      metadata: { name: 'shop', version: 1 },
      ...(rules && { rules }),
      ...(without && { without }),
      ...(path_sets && { path_sets }),
      settings,
    }),
  );
/** Layers that fit: to find one takes longer than to ask it. */
const findPairs = () =>
  fc.sample(fc.tuple(policyArbitrary, layerArbitrary), 1_500).flatMap(([above, layer]) => {
    if (lintText(above).some(({ severity }) => severity === 'error')) return [];
    const both = layerPolicy(above, layer);
    return both.ok ? [{ above, both: both.value }] : [];
  });

describe('the law of layers', () => {
  it('what a repository adds lets nothing through that the installation holds', () => {
    const pairs = findPairs();
    expect(pairs.length).toBeGreaterThan(20);
    fc.assert(
      fc.property(fc.constantFrom(...pairs), factsArbitrary, ({ above, both }, facts) => {
        const [before, after] = [judgeArtifact(above, facts, PEOPLE), judgeArtifact(both, facts, PEOPLE)];
        const lands = ({ disposition }: typeof before) => disposition === 'APPROVED' || disposition === 'AUTO_MERGE';
        if (lands(after)) expect(lands(before)).toBe(true);
        if (after.disposition === 'AUTO_MERGE') expect(before.disposition).toBe('AUTO_MERGE');
        if (before.disposition === 'BLOCK') expect(after.disposition).toBe('BLOCK');
        if (before.disposition === 'HOLD') expect(['HOLD', 'BLOCK']).toContain(after.disposition);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it('a text means the same as what it was made from', () => {
    const parsed = effectivePolicy({ installation: text('default', 1, stringify(shippedPolicy())), repository: null }).policy;
    expect(parsed).toEqual({ ok: true, value: shippedPolicy() });
  });
});
