import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aChange, aCheckResult, aContract, aFile, aHandoff } from '../../testing/artifact-builders.ts';
import { aRisk, DIGEST, PEOPLE, shippedPolicy, shippedPolicyYaml } from '../../testing/policy-builders.ts';
import { clauseVerdicts } from '../artifact/clauses.ts';
import type { Artifact, ChangedFile, FilePatch } from '../artifact/manifest.ts';
import { decide } from '../policy/decide.ts';
import type { Finding, RiskReport } from '../risk/finding.ts';
import { readingGroup } from '../risk/order.ts';
import { RISK_RULES } from '../risk/rules.ts';
import { type HarmlessFacts, isProvenHarmless, whyNotHarmless } from './proven-harmless.ts';
import type { Review } from './review.ts';

const requester = PEOPLE.find(({ id }) => id === 'rita');
if (!requester) throw new Error('rita asks');
const DETECTORS = RISK_RULES.map(({ id }) => ({ name: id, version: '1', state: 'ran' as const, reason: null }));

/** What is known of a change of these files, by the policy that ships. */
const factsOf = (
  files: readonly ChangedFile[],
  over: { findings?: readonly Finding[]; kind?: Artifact['kind']; patches?: readonly FilePatch[]; reviews?: readonly Review[] } = {},
): HarmlessFacts => {
  const contract = aContract({ boundary: { allowedPaths: ['**'] }, verification: { checks: [{ name: 'unit', command: 'npm test' }] } });
  const [change, handoff] = [aChange(files), aHandoff()];
  const kind = over.kind ?? 'change';
  const artifact: Artifact = {
    digest: DIGEST,
    runId: 'run_1',
    kind,
    handoffBy: 'agent',
    handoff,
    change,
    clauses: clauseVerdicts(contract, change, handoff),
  };
  const risks: RiskReport = { findings: over.findings ?? [], detectors: DETECTORS };
  const decision = decide({
    policy: {
      installation: { id: 'policy_1', name: 'default', version: 1, digest: DIGEST, yaml: shippedPolicyYaml() },
      repository: null,
      shadows: [],
    },
    committerIds: [],
    waivers: [],
    contract,
    artifact,
    checks: [aCheckResult({ name: 'unit', reproduces: false })],
    risks,
    reviews: over.reviews ?? [],
    people: PEOPLE,
    requester,
    releases: [],
    freeze: null,
    arrivedAt: 0,
    now: 1,
  });
  const patches = over.patches ?? files.map(({ path }) => ({ path, patch: '@@ -1 +1 @@\n-a\n+b\n', omitted: null }));
  return { policy: shippedPolicy(), artifact, patches, risks, decision };
};
/** Generated files never land by themselves under the policy that ships, so they wait for somebody. */
const generated = (name = 'client.ts') => aFile(`src/generated/${name}`);
const docs = () => aFile('docs/pricing.md', { status: 'deleted', newMode: '000000' });
const why = (...given: Parameters<typeof factsOf>) => whyNotHarmless(factsOf(...given));

describe('what is proven harmless', () => {
  it('is documentation and generated files that nothing was found in and that one person may approve as they are', () => {
    expect([why([generated()]), why([docs()]), why([docs(), generated(), generated('b.ts')])]).toEqual([null, null, null]);
    expect(why([generated()], { findings: [aRisk('SCP-03', 'info', 'scope', 'src/generated/client.ts')] })).toBeNull();
  });

  it('is nothing in which anything was found, or which was not looked at whole', () => {
    for (const severity of ['low', 'medium', 'high', 'critical'] as const)
      expect(why([docs()], { findings: [aRisk('TST-02', severity, 'test_weakening', 'docs/pricing.md')] })).toContain('findings: TST-02');
    const facts = factsOf([docs()]);
    expect(whyNotHarmless({ ...facts, risks: null })).toContain('not every detector');
    expect(whyNotHarmless({ ...facts, risks: { findings: [], detectors: DETECTORS.slice(1) } })).toContain('not every detector');
  });

  it('is no other file, on either side of a rename, and nothing that is no ordinary file or cannot be shown', () => {
    expect(why([docs(), aFile('src/checkout.ts')])).toContain('src/checkout.ts');
    expect(why([aFile('docs/b.md', { status: 'renamed', oldPath: 'src/b.ts' })])).toContain('src/b.ts');
    for (const odd of ['src/generated/../a.ts', 'docs/\u202etxt.md'])
      expect([odd, isProvenHarmless(factsOf([aFile(odd)]))]).toEqual([odd, false]);
    for (const newMode of ['120000', '160000', '100755']) expect(why([aFile('docs/a.md', { newMode })])).toContain('ordinary');
    expect(why([aFile('docs/a.png', { binary: true })])).toContain('shown');
    expect(why([docs()], { patches: [{ path: 'docs/pricing.md', patch: null, omitted: 'too_large' }] })).toContain('shown');
    expect(why([docs()], { patches: [] })).toContain('shown');
    expect([why([]), why([docs()], { kind: 'investigation' })]).toEqual(['it is not a change of files', 'it is not a change of files']);
  });

  it('is nothing for which policy asks more than one plain approval', () => {
    // Sensitive areas and control files may lie inside the harmless sets.
    for (const path of ['docs/auth/login.md', 'docs/billing/prices.md', 'src/generated/Dockerfile', 'vendor/generated/x.ts'])
      expect([path, isProvenHarmless(factsOf([aFile(path)]))]).toEqual([path, false]);
    expect(why([aFile('docs/long.md', { added: 900 })])).toContain('policy asks for more');
    const landsByItself = factsOf([aFile('docs/pricing.md')]);
    expect([landsByItself.decision.disposition, whyNotHarmless(landsByItself)]).toEqual(['AUTO_MERGE', 'policy says auto merge']);
  });

  it('never holds a file that is read as control, test, sensitive or source', () => {
    const path = fc.constantFrom(
      ...['docs/a.md', 'README.md', 'src/generated/a.ts', 'src/a.ts', '.github/workflows/generated/x.yml', 'test/generated/a.test.ts'],
      ...[
        'docs/auth/a.md',
        'docs/conf.py',
        'generated/.env',
        'package.json',
        'CHANGELOG.md',
        'docs/migrations/a.md',
        'generated/CODEOWNERS',
      ],
    );
    const file = fc
      .tuple(path, fc.option(path), fc.constantFrom('added', 'modified', 'deleted', 'renamed' as const))
      .map(([to, from, status]) => aFile(to, status === 'renamed' && from !== null ? { status, oldPath: from } : { status: 'modified' }));
    fc.assert(
      fc.property(fc.array(file, { maxLength: 4 }), (files) => {
        if (!isProvenHarmless(factsOf(files))) return;
        for (const one of files) expect(['docs', 'generated']).toContain(readingGroup(one, []));
      }),
    );
  });
});
