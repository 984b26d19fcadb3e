import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isNode, isScalar, parseDocument, stringify } from 'yaml';
import { policyArbitrary } from '../../testing/policy-arbitraries.ts';
import { shippedPolicyYaml } from '../../testing/policy-builders.ts';
import { readYaml } from '../shared/yaml.ts';
import { editPolicy, type PolicyEdit } from './edit-policy.ts';
import { type Policy, policySchema } from './model.ts';
import { parsePolicy } from './parse.ts';

const read = (text: string): Policy => {
  const policy = readYaml(text, policySchema);
  if (!policy.ok) throw new Error(JSON.stringify(policy.failure));
  return policy.value;
};
const edited = (text: string, edit: PolicyEdit): string => {
  const result = editPolicy(text, read(text), edit);
  if (!result.ok) throw new Error(result.failure);
  return result.value;
};

/** What an edit means, said a second time on the model. */
const meant = (policy: Policy, edit: PolicyEdit): Policy => {
  const after = structuredClone(policy);
  const rule = 'rule' in edit ? after.rules.find(({ id }) => id === edit.rule) : undefined;
  switch (edit.kind) {
    case 'put':
      if (edit.place.join('.') === 'settings.bounce.max_rounds') after.settings.bounce.max_rounds = edit.value as number;
      else if (edit.place.join('.') === 'settings.checks.required') after.settings.checks.required = edit.value as string[];
      else after.settings.default_requirement.rationale = edit.value as boolean | undefined;
      return after;
    case 'put_in_rule':
      if (rule && edit.place.join('.') === 'description') rule.description = edit.value as string;
      else if (rule?.effect === 'require') rule.requires.checklist = edit.value as string[] | undefined;
      return after;
    case 'switch_rule':
      if (rule) {
        rule.enabled = edit.isEnabled;
        if (edit.isEnabled) delete rule.disabled_reason;
        else rule.disabled_reason = edit.reason;
      }
      return after;
    case 'add_rule':
      after.rules.push({ description: '', enabled: true, overridable: false, ...structuredClone(edit.rule) } as Policy['rules'][number]);
      return after;
    case 'remove_rule':
      return { ...after, rules: after.rules.filter(({ id }) => id !== edit.rule) };
    case 'rename_rule':
      if (rule) rule.id = edit.to;
      return after;
    case 'add_case':
      return {
        ...after,
        tests: [...after.tests, { name: 'one', facts: { files: [{ path: 'src/a.ts' }] }, expect: { disposition: 'REVIEW' } }],
      };
    case 'put_dispatch':
      after.dispatch.default = edit.way;
      return after;
    case 'add_pattern':
      after.path_sets[edit.set]?.push(edit.glob);
      return after;
    case 'remove_pattern': {
      const globs = (after.path_sets[edit.set] ?? []).filter((glob) => glob !== edit.glob);
      if (globs.length > 0) after.path_sets[edit.set] = globs;
      else delete after.path_sets[edit.set];
      return after;
    }
    case 'add_set':
      after.path_sets[edit.set] = [...edit.globs];
      return after;
    case 'remove_set':
      delete after.path_sets[edit.set];
      return after;
    case 'rename_set':
      // In these parts names of sets are no other words, so that every string may be looked at.
      return {
        ...after,
        path_sets: renamed(after.path_sets, edit),
        composites: renamed(after.composites, edit),
        rules: renamed(after.rules, edit),
        dispatch: renamed(after.dispatch, edit),
      };
  }
};
const renamed = <T>(part: T, edit: { readonly set: string; readonly to: string }): T =>
  JSON.parse(JSON.stringify(part), (_key, value) =>
    value === edit.set
      ? edit.to
      : typeof value === 'object' && value !== null && Object.hasOwn(value, edit.set)
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key === edit.set ? edit.to : key, inner]))
        : value,
  ) as T;

/** The text of a policy with a comment of its own on every line and before it. */
const commented = (policy: Policy, flowLevel: number): string => {
  const document = parseDocument(stringify(policy, { lineWidth: 0, aliasDuplicateObjects: false }));
  const bend = (node: unknown, level: number): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('flow' in node && level >= flowLevel) node.flow = true;
    for (const item of 'items' in node && Array.isArray(node.items) ? node.items : [])
      bend(item !== null && typeof item === 'object' && 'value' in item && 'key' in item ? item.value : item, level + 1);
  };
  bend(document.contents, 0);
  return document
    .toString({ lineWidth: 0 })
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => `${/^ */.exec(line)?.[0] ?? ''}# before-${index};\n${line}  # on-${index};`)
    .join('\n');
};
const commentsOf = (text: string): readonly string[] => text.match(/# (?:before|on)-\d+;/g) ?? [];

const globs = fc.constantFrom('src/**', '**/*.md', 'a "b"/**', 'app/[id]/*.ts', "it's/**", 'ü/**');
const words = fc.constantFrom('Because it is so.', 'a: b # c', 'true', '- x', '', 'two\nlines', '"quoted"', '{x}');
const editOf = (policy: Policy): fc.Arbitrary<PolicyEdit> => {
  const sets = Object.keys(policy.path_sets);
  const pattern = fc.constantFrom(...sets).chain((set) =>
    fc.oneof(
      globs.map((glob): PolicyEdit => ({ kind: 'add_pattern', set, glob: `new/${glob}` })),
      fc.constantFrom(...(policy.path_sets[set] ?? [])).map((glob): PolicyEdit => ({ kind: 'remove_pattern', set, glob })),
    ),
  );
  const whole: fc.Arbitrary<PolicyEdit>[] = [
    pattern,
    pattern,
    fc.integer({ min: 0, max: 9 }).map((value) => ({ kind: 'put', place: ['settings', 'bounce', 'max_rounds'], value })),
    fc.constantFrom(true, undefined).map((value) => ({ kind: 'put', place: ['settings', 'default_requirement', 'rationale'], value })),
    fc.constantFrom(['a', 'b: c'], []).map((value) => ({ kind: 'put', place: ['settings', 'checks', 'required'], value })),
    fc.constantFrom('attended' as const, 'deny' as const).map((value) => ({ kind: 'put_dispatch', rule: null, way: value })),
    fc.constant({
      kind: 'add_case',
      yaml: '- name: one\n  facts:\n    files:\n      - path: src/a.ts\n  expect:\n    disposition: REVIEW\n',
    }),
    fc.array(globs, { minLength: 1 }).map((list) => ({ kind: 'add_set', set: 'brand_new', globs: list })),
    fc.constantFrom(...sets).map((set) => ({ kind: 'rename_set', set, to: 'other_name' })),
    fc.constant({
      kind: 'add_rule',
      rule: {
        id: 'brand-new',
        effect: 'require',
        when: { freeze: true },
        requires: { approvals: [{ count: 2, from: { roles: ['admin'] } }] },
      },
    }),
  ];
  const ofRule = policy.rules.flatMap(({ id: rule, effect }): fc.Arbitrary<PolicyEdit>[] => [
    fc.constant({ kind: 'remove_rule', rule }),
    fc.constant({ kind: 'rename_rule', rule, to: 'renamed' }),
    fc.tuple(fc.boolean(), words).map(([isEnabled, reason]) => ({ kind: 'switch_rule', rule, isEnabled, reason })),
    words.map((value) => ({ kind: 'put_in_rule', rule, place: ['description'], value })),
    ...(effect === 'require'
      ? [
          fc
            .constantFrom(['one'], ['one', 'two'], undefined)
            .map((value): PolicyEdit => ({ kind: 'put_in_rule', rule, place: ['requires', 'checklist'], value })),
        ]
      : []),
  ]);
  return fc.oneof(...whole, ...ofRule);
};

/** What an edit replaces or takes away; comments inside of it go with it. */
const touchedBy = (policy: Policy, edit: PolicyEdit): readonly (string | number)[] | null => {
  const index = 'rule' in edit ? policy.rules.findIndex(({ id }) => id === edit.rule) : -1;
  if (edit.kind === 'remove_rule') return ['rules', index];
  if (edit.kind === 'switch_rule') return edit.isEnabled ? ['rules', index] : null;
  if (edit.kind === 'put_in_rule') return ['rules', index, ...edit.place];
  if (edit.kind === 'put') return edit.place;
  return edit.kind === 'remove_pattern' ? ['path_sets', edit.set] : null;
};
const goneWith = (text: string, place: readonly (string | number)[] | null, isWhole: boolean): readonly string[] => {
  if (place === null) return [];
  const document = parseDocument(text);
  const node = document.getIn(place, true);
  if (!isNode(node) || !node.range) return [];
  const parent = document.getIn(place.slice(0, -1), true);
  const key =
    isWhole && isMap(parent) ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === place.at(-1))?.key : undefined;
  const start = isScalar(key) && key.range ? key.range[0] : node.range[0];
  const end = text.indexOf('\n', Math.max(start, node.range[1] - 1));
  return commentsOf(text.slice(text.lastIndexOf('\n', start) + 1, end === -1 ? text.length : end));
};
/** A key goes with its line; a value that is another one leaves it. */
const takesAway = (edit: PolicyEdit): boolean => edit.kind === 'remove_pattern' || ('value' in edit && edit.value === undefined);

describe('editing the text of a policy', () => {
  it('comes to what was meant, and every comment of what was not touched is still there', () => {
    fc.assert(
      fc.property(
        policyArbitrary.chain((policy) => fc.tuple(fc.constant(policy), fc.integer({ min: 2, max: 9 }), editOf(policy))),
        ([policy, flowLevel, edit]) => {
          const text = commented(policy, flowLevel);
          const result = editPolicy(text, read(text), edit);
          if (!result.ok) throw new Error(result.failure);
          expect(read(result.value)).toEqual(meant(read(text), edit));
          const kept = new Set([...commentsOf(result.value), ...goneWith(text, touchedBy(policy, edit), takesAway(edit))]);
          expect(commentsOf(text).filter((comment) => !kept.has(comment))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('changes one line of the shipped text for one edit', () => {
    const text = shippedPolicyYaml();
    const lines = text.split('\n');
    const changed = (edit: PolicyEdit) =>
      edited(text, edit)
        .split('\n')
        .filter((line) => !lines.includes(line));
    expect(changed({ kind: 'add_pattern', set: 'vendored', glob: 'lib/copied/**' })).toEqual([
      '  vendored:       ["vendor/**", "third_party/**", "lib/copied/**"]    # anchored on purpose: src/auth/vendor/ is still auth',
    ]);
    expect(changed({ kind: 'put', place: ['settings', 'bounce', 'max_rounds'], value: 5 })).toEqual(['  bounce: {max_rounds: 5}']);
    expect(changed({ kind: 'put_in_rule', rule: 'require-sensitive', place: ['requires', 'approvals', 0, 'count'], value: 3 })).toEqual([
      '      approvals: [{count: 3, from: {roles: [senior-reviewer, admin]}}]',
    ]);
  });

  it('takes a set into its composites and rules under its new name', () => {
    const text = edited(shippedPolicyYaml(), { kind: 'rename_set', set: 'billing', to: 'money' });
    expect(parsePolicy(text).ok).toBe(true);
    expect(read(text).composites.sensitive).toContain('money');
    expect(text).not.toContain('[auth, secrets, billing');
  });

  it.each<[string, PolicyEdit]>([
    ['a rule that is gone', { kind: 'remove_rule', rule: 'nothing' }],
    ['a rule name that is taken', { kind: 'rename_rule', rule: 'require-sensitive', to: 'require-vendored' }],
    ['a second rule of a name', { kind: 'add_rule', rule: { id: 'require-vendored', effect: 'bounce', when: { freeze: true } } }],
    ['a set that something still names', { kind: 'remove_set', set: 'billing' }],
    ['a set name that is taken', { kind: 'rename_set', set: 'billing', to: 'sensitive' }],
    ['a pattern for a set that is gone', { kind: 'add_pattern', set: 'constructor', glob: 'x' }],
  ])('refuses %s, and says why', (_name, edit) => {
    const text = shippedPolicyYaml();
    const result = editPolicy(text, read(text), edit);
    expect(result.ok ? '' : result.failure).toMatch(/There is|still used/);
  });
});
