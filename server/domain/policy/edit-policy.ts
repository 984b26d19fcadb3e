import { z } from 'zod';
import { editYaml, type YamlPath, type YamlStep } from '../shared/edit-yaml.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { readYaml } from '../shared/yaml.ts';
import { policyCaseSchema } from './case-model.ts';
import type { Dispatch, Policy, Rule } from './model.ts';
import { leavesOf, setsOf } from './policy-places.ts';
import type { RepositoryPolicy } from './repository-policy.ts';

/** What a form can do to the text of a policy. Rules are named by their ids: a place may have moved since it was drawn. */
export type PolicyEdit =
  /** `value: undefined` takes the key away. For settings, conditions and whatever is at a known place. */
  | { readonly kind: 'put'; readonly place: YamlPath; readonly value: unknown }
  | { readonly kind: 'put_in_rule'; readonly rule: string; readonly place: YamlPath; readonly value: unknown }
  | { readonly kind: 'switch_rule'; readonly rule: string; readonly isEnabled: boolean; readonly reason: string }
  | { readonly kind: 'add_rule'; readonly rule: NewRule }
  | { readonly kind: 'remove_rule'; readonly rule: string }
  | { readonly kind: 'rename_rule'; readonly rule: string; readonly to: string }
  | { readonly kind: 'put_dispatch'; readonly rule: string | null; readonly way: Dispatch }
  /** `yaml`: a list with one case, as it is made from a decision. */
  | { readonly kind: 'add_case'; readonly yaml: string }
  | { readonly kind: 'add_pattern'; readonly set: string; readonly glob: string }
  | { readonly kind: 'remove_pattern'; readonly set: string; readonly glob: string }
  | { readonly kind: 'add_set'; readonly set: string; readonly globs: readonly string[] }
  | { readonly kind: 'remove_set'; readonly set: string }
  | { readonly kind: 'rename_set'; readonly set: string; readonly to: string };

/** As it is written: what has a default may be left out. */
export type NewRule = Pick<Rule, 'id' | 'effect' | 'when'> & Readonly<Record<string, unknown>>;

/** A whole policy, or the one that a repository lays over it. */
export type LayerText = Policy | RepositoryPolicy;

/**
 * The text with this edit in it; everything else stays as it was written. `policy` is what the text says now. The answer is
 * readable YAML, but it may be a policy with problems: whoever edits sees those beside it.
 */
export const editPolicy = (text: string, policy: LayerText, edit: PolicyEdit): Result<string, string> => {
  const steps = stepsOf(policy, edit);
  return steps.ok ? editYaml(text, steps.value) : steps;
};

const put = (place: YamlPath, value: unknown): YamlStep => (value === undefined ? { act: 'remove', place } : { act: 'set', place, value });

const stepsOf = (policy: LayerText, edit: PolicyEdit): Result<readonly YamlStep[], string> => {
  switch (edit.kind) {
    case 'put':
      return ok([put(edit.place, edit.value)]);
    case 'add_rule':
      return policy.rules.some(({ id }) => id === edit.rule.id)
        ? fail(`There is a rule called "${edit.rule.id}" already. Give the new one another name.`)
        : ok([{ act: 'append', place: ['rules'], value: edit.rule }]);
    case 'add_case': {
      const made = readYaml(edit.yaml, z.array(policyCaseSchema).length(1));
      return made.ok ? ok([{ act: 'append', place: ['tests'], value: made.value[0] }]) : fail('This case cannot be read.');
    }
    case 'put_dispatch': {
      if (edit.rule === null) return ok([{ act: 'set', place: ['dispatch', 'default'], value: edit.way }]);
      const index = policy.dispatch.rules.findIndex(({ id }) => id === edit.rule);
      return index === -1 ? goneRule(edit.rule) : ok([{ act: 'set', place: ['dispatch', 'rules', index, 'then'], value: edit.way }]);
    }
    case 'put_in_rule':
    case 'switch_rule':
    case 'remove_rule':
    case 'rename_rule':
      return ruleSteps(policy, edit);
    default:
      return setSteps(policy, edit);
  }
};

const goneRule = (id: string) => fail(`There is no rule called "${id}" in this text any more. Nothing was changed.`);

const ruleSteps = (
  policy: LayerText,
  edit: Extract<PolicyEdit, { rule: string; kind: 'put_in_rule' | 'switch_rule' | 'remove_rule' | 'rename_rule' }>,
): Result<readonly YamlStep[], string> => {
  const index = policy.rules.findIndex(({ id }) => id === edit.rule);
  const rule = policy.rules[index];
  if (rule === undefined) return goneRule(edit.rule);
  const at = (...place: YamlPath) => ['rules', index, ...place];
  switch (edit.kind) {
    case 'remove_rule':
      return ok([{ act: 'remove', place: at() }]);
    case 'rename_rule':
      if (policy.rules.some(({ id }) => id === edit.to)) return fail(`There is a rule called "${edit.to}" already.`);
      return ok([{ act: 'set', place: at('id'), value: edit.to }]);
    case 'switch_rule':
      return ok(
        edit.isEnabled
          ? [put(at('enabled'), undefined), put(at('disabled_reason'), undefined)]
          : [put(at('enabled'), false), put(at('disabled_reason'), edit.reason)],
      );
    case 'put_in_rule':
      return ok([put(at(...edit.place), edit.value)]);
  }
};

const setSteps = (policy: LayerText, edit: Extract<PolicyEdit, { set: string }>): Result<readonly YamlStep[], string> => {
  const { set } = edit;
  const globs = Object.hasOwn(policy.path_sets, set) ? (policy.path_sets[set] ?? []) : null;
  if (edit.kind === 'add_set')
    return globs === null && !Object.hasOwn(policy.composites, set)
      ? ok([{ act: 'set', place: ['path_sets', set], value: edit.globs }])
      : fail(`There is a set called "${set}" already.`);
  if (globs === null) return fail(`There is no path set called "${set}" in this text any more. Nothing was changed.`);
  switch (edit.kind) {
    case 'add_pattern':
      return ok(globs.includes(edit.glob) ? [] : [{ act: 'append', place: ['path_sets', set], value: edit.glob }]);
    case 'remove_pattern': {
      const index = globs.indexOf(edit.glob);
      if (index === -1) return ok([]);
      // A set without patterns is none.
      return ok([{ act: 'remove', place: globs.length === 1 ? ['path_sets', set] : ['path_sets', set, index] }]);
    }
    case 'remove_set': {
      const [use] = usesOf(policy, set);
      return use === undefined
        ? ok([{ act: 'remove', place: ['path_sets', set] }])
        : fail(`"${set}" is still used at ${use.join('.')}. Take it out there first.`);
    }
    case 'rename_set':
      if (Object.hasOwn(policy.path_sets, edit.to) || Object.hasOwn(policy.composites, edit.to))
        return fail(`There is a set called "${edit.to}" already.`);
      return ok([
        ...usesOf(policy, set).map((place): YamlStep => ({ act: 'set', place, value: edit.to })),
        { act: 'rename', place: ['path_sets', set], key: edit.to },
      ]);
  }
};

/** Every place that names a set. */
const usesOf = (policy: LayerText, set: string): readonly YamlPath[] => [
  ...Object.entries(policy.composites).flatMap(([name, parts]) =>
    parts.flatMap((part, index) => (part === set ? [['composites', name, index]] : [])),
  ),
  ...[
    ...policy.rules.flatMap(({ when }, index) => leavesOf(when, ['rules', index, 'when'])),
    ...policy.dispatch.rules.flatMap(({ when }, index) => leavesOf(when, ['dispatch', 'rules', index, 'when'])),
  ]
    .flatMap(setsOf)
    .flatMap(({ name, place }) => (name === set ? [place] : [])),
];
