import type { Condition } from './condition-model.ts';
import type { Policy } from './model.ts';

/** A path into the document of a policy. */
export type Place = readonly (string | number)[];

export type Leaf = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>;
export type PlacedLeaf = { readonly leaf: Leaf; readonly place: Place; readonly isNegated: boolean };

/** Every predicate of a condition, with where it stands. */
export const leavesOf = (condition: Condition, place: Place, isNegated = false): readonly PlacedLeaf[] => {
  if ('all' in condition) return condition.all.flatMap((part, index) => leavesOf(part, [...place, 'all', index], isNegated));
  if ('any' in condition) return condition.any.flatMap((part, index) => leavesOf(part, [...place, 'any', index], isNegated));
  if ('not' in condition) return leavesOf(condition.not, [...place, 'not'], !isNegated);
  return [{ leaf: condition, place, isNegated }];
};

const SET_KEYS = ['any_in', 'except_in', 'none_in', 'all_in', 'since_last_round_all_in'] as const;

export type PlacedSet = { readonly name: string; readonly key: (typeof SET_KEYS)[number] | 'declared_paths_in'; readonly place: Place };

/** The sets that a predicate names. */
export const setsOf = ({ leaf, place }: PlacedLeaf): readonly PlacedSet[] => {
  if ('paths' in leaf)
    return SET_KEYS.flatMap((key) => (leaf.paths[key] ?? []).map((name, index) => ({ name, key, place: [...place, 'paths', key, index] })));
  if (!('task' in leaf)) return [];
  return (leaf.task.declared_paths_in ?? []).map((name, index) => ({
    name,
    key: 'declared_paths_in' as const,
    place: [...place, 'task', 'declared_paths_in', index],
  }));
};

/** Every condition of a policy, with where it stands. */
export const conditionsOf = (policy: Policy): readonly { readonly when: Condition; readonly place: Place }[] => [
  ...policy.rules.map(({ when }, index) => ({ when, place: ['rules', index, 'when'] })),
  ...policy.dispatch.rules.map(({ when }, index) => ({ when, place: ['dispatch', 'rules', index, 'when'] })),
];

/** The globs of a set or a composite. */
export const globsOf = (policy: Policy, name: string): readonly string[] =>
  Object.hasOwn(policy.path_sets, name)
    ? (policy.path_sets[name] ?? [])
    : (Object.hasOwn(policy.composites, name) ? (policy.composites[name] ?? []) : []).flatMap((part) => policy.path_sets[part] ?? []);
