import { describe, expect, it } from 'vitest';
import { PEOPLE, shippedPolicy, wholePolicy } from '../../testing/policy-builders.ts';
import { DETECTOR_NAMES } from './detectors.ts';
import { lintPolicy, lintText } from './lint-policy.ts';
import { type Policy, policySchema } from './model.ts';

const POLICY = wholePolicy();
const nothing = { people: null, detectors: null, history: null };
const codes = (policy: Policy, surroundings: Partial<Parameters<typeof lintPolicy>[1]> = {}): readonly string[] =>
  lintPolicy(policy, { ...nothing, ...surroundings }).map(({ severity, code, place }) => `${severity} ${code} ${place.join('.')}`);
const indexOf = (id: string): number => POLICY.rules.findIndex((rule) => rule.id === id);
/** The whole policy with one of its rules changed, schema and all. */
const withRule = (id: string, patch: object): Policy => {
  const rules = POLICY.rules.map((rule) => (rule.id === id ? { ...rule, ...patch } : rule));
  return policySchema.parse({ ...POLICY, rules });
};
const docs = indexOf('grant-docs');
const whenDocs = POLICY.rules[docs]?.when;
const clauses: readonly object[] = whenDocs !== undefined && 'all' in whenDocs ? whenDocs.all : [];
const grantWithout = (key: string, value?: string): Policy =>
  withRule('grant-docs', { when: { all: clauses.filter((clause) => !JSON.stringify(clause).includes(value ?? `"${key}"`)) } });

describe('the policy linter', () => {
  it('finds no error in the policies that are here', () => {
    expect(lintText(POLICY).filter((finding) => finding.severity === 'error')).toEqual([]);
    expect(codes(shippedPolicy(), { people: PEOPLE, detectors: DETECTOR_NAMES })).toEqual([]);
  });

  it.each<readonly [string, Policy, string]>([
    [
      'unknown set',
      withRule('require-executable-docs', { when: { paths: { any_in: ['nowhere'] } } }),
      `error unknown-set rules.${indexOf('require-executable-docs')}.when.paths.any_in.0`,
    ],
    [
      'unknown part of a composite',
      { ...POLICY, composites: { ...POLICY.composites, extra: ['nowhere'] } },
      'error unknown-set composites.extra.0',
    ],
    ['a name twice', { ...POLICY, composites: { ...POLICY.composites, docs: ['auth'] } }, 'error duplicate-id composites.docs'],
    ['a rule twice', withRule('grant-generated', { id: 'grant-docs' }), `error duplicate-id rules.${indexOf('grant-generated')}.id`],
    [
      'a pattern that cannot be read',
      { ...POLICY, path_sets: { ...POLICY.path_sets, odd: ['src/+(a|b)'] } },
      'error unreadable-pattern path_sets.odd.0',
    ],
    ['a grant without checks', grantWithout('checks'), `error grant-without-checks rules.${docs}.when`],
    ['a grant without a severity', grantWithout('risk'), `error grant-without-severity rules.${docs}.when`],
    ['a grant without paths', grantWithout('all_in'), `error grant-without-paths rules.${docs}.when`],
    ['a grant over what is guarded', grantWithout('none_in'), `error grant-overlaps rules.${docs}.when`],
    [
      'a grant for everything',
      { ...POLICY, path_sets: { ...POLICY.path_sets, docs: ['**'] } },
      `error grant-everywhere rules.${docs}.when`,
    ],
    [
      'a grant by a finding',
      withRule('grant-docs', { when: { all: [...clauses, { risk: { ids: ['X-1'], min_severity: 'low' } }] } }),
      `error grant-by-finding rules.${docs}.when`,
    ],
    [
      'a restriction that is off',
      withRule('require-sensitive', { enabled: false }),
      `error disabled-without-reason rules.${indexOf('require-sensitive')}.enabled`,
    ],
    [
      'approvals for ever',
      { ...POLICY, settings: { ...POLICY.settings, approvals: { ...POLICY.settings.approvals, stale_on: 'never' } } },
      'error approvals-never-stale settings.approvals.stale_on',
    ],
    [
      'approvals over a rebase',
      { ...POLICY, settings: { ...POLICY.settings, approvals: { ...POLICY.settings.approvals, stale_on: 'code_change' } } },
      'error rebase-keeps-approval settings.approvals.stale_on',
    ],
    [
      'a slot for nobody',
      withRule('require-vendored', { requires: { approvals: [{ count: 1, from: { roles: ['security-admin'] } }] } }),
      `error slot-nobody-may-fill rules.${indexOf('require-vendored')}.requires.approvals.0`,
    ],
    [
      'an exception at any depth',
      withRule('require-sensitive', { when: { paths: { any_in: ['sensitive'], except_in: ['tests'] } } }),
      `warning unanchored-exception rules.${indexOf('require-sensitive')}.when.paths.except_in.0`,
    ],
    ['brackets', { ...POLICY, path_sets: { ...POLICY.path_sets, routes: ['app/[id]/**'] } }, 'warning literal-brackets path_sets.routes.0'],
    [
      'a finding that loosens',
      withRule('require-high-risk', { when: { not: { risk: { ids: ['X-1'] } } } }),
      `warning loosened-by-finding rules.${indexOf('require-high-risk')}.when.not`,
    ],
    [
      'a policy that is off',
      { ...POLICY, metadata: { ...POLICY.metadata, enforcement: 'disabled' } },
      'warning policy-disabled metadata.enforcement',
    ],
  ])('sees %s', (_what, policy, finding) => {
    expect(codes(POLICY)).not.toContain(finding);
    expect(codes(policy)).toContain(finding);
  });

  it('sees a slot that nobody who is there can fill', () => {
    const people = PEOPLE.filter((person) => person.id !== 'alex' && person.id !== 'sam');
    const found = codes(POLICY, { people });
    expect(found).toContain(`warning unsatisfiable-slot rules.${indexOf('block-policy-self-edit')}.release_by`);
    expect(found).toContain(`warning unsatisfiable-slot rules.${indexOf('block-secret')}.release_by`);
    expect(codes(POLICY, { people: PEOPLE })).toEqual(codes(POLICY));
  });

  it('sees detectors that are not here', () => {
    expect(codes(POLICY, { detectors: DETECTOR_NAMES })).toContain('warning unknown-detector settings.detectors.required.0');
    expect(codes(POLICY, { detectors: DETECTOR_NAMES })).toContain(`warning unknown-detector rules.${indexOf('block-secret')}.when.risk`);
  });

  it('sees from earlier changes what never matches and what matches too often', () => {
    const changes = Array.from({ length: 40 }, (_, index) => [index % 4 === 0 ? 'src/auth/a.ts' : 'docs/a.md', 'README.md']);
    const found = codes(POLICY, { history: { changes, rulesWithoutEffect: ['require-oversize'], twoPersonShare: 0.2 } });
    expect(found).toContain('warning pattern-matches-often path_sets.auth.0');
    expect(found).toContain('warning pattern-never-matched path_sets.auth.1');
    expect(found).not.toContain('warning pattern-matches-often path_sets.docs.0');
    expect(found).toContain(`warning rule-without-effect rules.${indexOf('require-oversize')}`);
    expect(found).toContain('warning many-second-people rules');
    expect(codes(POLICY, { history: { changes: changes.slice(0, 5), rulesWithoutEffect: null, twoPersonShare: 0.1 } })).toEqual(
      codes(POLICY),
    );
  });
});
