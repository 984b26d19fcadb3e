import { describe, expect, it } from 'vitest';
import { docsFacts, PEOPLE, wholePolicy } from '../../testing/policy-builders.ts';
import { judgeArtifact } from './evaluate.ts';
import { layerPolicy } from './layer-policy.ts';
import { loosenings } from './loosenings.ts';
import type { Policy, Rule } from './model.ts';
import { plainFacts } from './plain-facts.ts';
import { repositoryPolicySchema } from './repository-policy.ts';

const ABOVE = wholePolicy();
const ruleOf = (id: string): Rule => {
  const rule = ABOVE.rules.find((entry) => entry.id === id);
  if (rule === undefined) throw new Error(id);
  return rule;
};
const layer = (patch: object, above: Policy = ABOVE) =>
  layerPolicy(
    above,
    repositoryPolicySchema.parse({ apiVersion: 'approval/v1', kind: 'RepositoryPolicy', metadata: { name: 'shop', version: 1 }, ...patch }),
  );
const refusal = (patch: object, above?: Policy): readonly { readonly place: string; readonly sentence: string }[] => {
  const layered = layer(patch, above);
  return layered.ok ? [] : layered.failure.map(({ place, sentence }) => ({ place: place.join('.'), sentence }));
};
const sets = (name: string): readonly string[] => ABOVE.path_sets[name] ?? [];
const sensitive = { ...ruleOf('require-sensitive') };
const more = { id: 'require-api', effect: 'require', when: { paths: { any_in: ['api'] } } };
const one = { approvals: [{ count: 1, from: { roles: ['admin'] } }] };

describe('the policy of one repository', () => {
  it('is the one of the installation when it adds nothing', () => {
    const layered = layer({});
    expect(layered.ok && layered.value.rules).toEqual(ABOVE.rules);
  });

  it.each<readonly [string, object]>([
    ['a requirement and the set that it speaks of', { path_sets: { api: ['api/**'] }, rules: [{ ...more, requires: one }] }],
    [
      'a larger count',
      {
        rules: [
          {
            ...sensitive,
            requires: { ...(sensitive as { requires?: object }).requires, approvals: [{ count: 2, from: { roles: ['admin'] } }] },
          },
        ],
      },
    ],
    ['one grant fewer', { without: ['grant-docs'] }],
    ['a narrower set for a grant', { path_sets: { generated: ['**/generated/**'] } }],
    ['a wider set for a restriction', { path_sets: { billing: [...sets('billing'), 'shop/money/**'] } }],
    [
      'more ways into a rule',
      { rules: [{ ...ruleOf('block-freeze'), when: { any: [{ freeze: true }, { target_branch: { in: ['legacy'] } }] } }] },
    ],
    [
      'more demands of a grant',
      {
        rules: [
          {
            ...ruleOf('grant-docs'),
            when: { all: [...(ruleOf('grant-docs').when as { all: object[] }).all, { size: { files: '<= 3' } }] },
          },
        ],
      },
    ],
    ['checks of its own', { settings: { checks: { required: ['e2e'] } } }],
    ['fewer roles', { settings: { approvals: { eligible_roles: ['senior-reviewer', 'admin'] } } }],
  ])('may be tighter by %s', (_what, patch) => expect(refusal(patch)).toEqual([]));

  it.each<readonly [string, object, string, string]>([
    [
      'a grant of its own',
      { path_sets: { api: ['api/**'] }, rules: [{ ...ruleOf('grant-docs'), id: 'grant-api' }] },
      'rules.',
      'nothing like it was there',
    ],
    ['a rule switched off', { rules: [{ ...sensitive, enabled: false, disabled_reason: 'Too slow.' }] }, 'enabled', 'switched off'],
    ['a smaller requirement', { rules: [{ ...sensitive, requires: one }] }, 'requires.rationale', 'asks for less'],
    ['another condition', { rules: [{ ...sensitive, when: { paths: { any_in: ['auth'] } } }] }, 'when', 'fewer cases'],
    [
      'a block that is easier to release',
      { rules: [{ ...ruleOf('block-secret'), release_by: { roles: ['admin', 'security-admin'], count: 1, rationale: true } }] },
      'release_by',
      'easier to release',
    ],
    ['a wider set for a grant', { path_sets: { docs: [...sets('docs'), '**/*.md'] } }, 'path_sets.docs', 'lets more through'],
    ['a narrower set for a restriction', { path_sets: { billing: ['**/billing/**'] } }, 'path_sets.billing', 'catches less'],
    ['a wider exception', { path_sets: { vendored: [...sets('vendored'), 'src/lib/**'] } }, 'path_sets.vendored', 'lets more through'],
    ['a composite without one of its sets', { composites: { sensitive: ['auth'] } }, 'composites.sensitive', 'catches less'],
    [
      'a smaller default',
      {
        settings: {
          default_requirement: { approvals: [{ count: 1, from: { roles: ['reviewer', 'senior-reviewer', 'security-admin', 'admin'] } }] },
        },
      },
      'default_requirement.approvals',
      'asks for less',
    ],
    [
      'more roles',
      { settings: { approvals: { eligible_roles: ['reviewer', 'senior-reviewer', 'admin', 'security-admin'] } } },
      'eligible_roles',
      'newly approve',
    ],
    [
      'less supervision',
      { dispatch: { rules: [{ ...ABOVE.dispatch.rules[0], ['then' as string]: 'unattended' }] } },
      'dispatch.rules.0',
      'supervises less',
    ],
    ['a grant that does not exist taken away', { without: ['grant-everything'] }, 'without.0', 'no rule called'],
  ])('is refused with %s', (_what, patch, place, sentence) => {
    const found = refusal(patch);
    expect(found.map((entry) => entry.sentence).join('\n')).toContain(sentence);
    expect(found.map((entry) => entry.place).join('\n')).toContain(place);
  });

  it('may loosen what the installation lets it', () => {
    const open: Policy = {
      ...ABOVE,
      rules: ABOVE.rules.map((rule) => (rule.id === 'require-sensitive' ? { ...rule, overridable: true } : rule)),
    };
    expect(refusal({ rules: [{ ...sensitive, requires: one }] }, open)).toEqual([]);
  });

  it('decides with the rules of both', () => {
    const layered = layer({ path_sets: { api: ['docs/**'] }, rules: [{ ...more, requires: one }] });
    if (!layered.ok) throw new Error(JSON.stringify(layered.failure));
    expect(judgeArtifact(layered.value, plainFacts(layered.value), PEOPLE)).toMatchObject({
      disposition: 'REVIEW',
      because: [expect.stringContaining('require-api')],
    });
    expect(judgeArtifact(ABOVE, docsFacts({}, ABOVE), PEOPLE).disposition).toBe('AUTO_MERGE');
  });
});

describe('loosening', () => {
  it('is nothing between a policy and itself', () => expect(loosenings(ABOVE, ABOVE)).toEqual([]));
  it('is seen in a rule that is gone', () =>
    expect(loosenings(ABOVE, { ...ABOVE, rules: ABOVE.rules.filter((rule) => rule.id !== 'require-control-plane-files') })).toMatchObject([
      { rule: 'require-control-plane-files', sentence: 'require-control-plane-files is gone.' },
    ]));
});
