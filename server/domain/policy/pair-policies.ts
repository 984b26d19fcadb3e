import { canonicalJson } from '../shared/digest.ts';
import type { judgeArtifact } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import { judgeRule } from './judge-rule.ts';
import type { Policy, Rule } from './model.ts';
import { compileBeside } from './path-sets.ts';
import { leavesOf, setsOf } from './policy-places.ts';

export type PolicyPair = {
  /** What is in force and what is tried; null where no policy can be read, which holds everything. */
  readonly active: Policy | null;
  readonly candidate: Policy | null;
  /** Could the candidate say anything else about these facts, when `before` is what the active policy says? */
  readonly mayDiffer: (before: Pick<ReturnType<typeof judgeArtifact>, 'trace'>, facts: PolicyFacts) => boolean;
};

/**
 * Two policies that will be asked about the same items. Of the candidate every part that says the same is taken from the active policy,
 * so that it is worked out once for both; and where no rule acts that is another one in it, it is not asked at all.
 */
export const pairPolicies = (active: Policy | null, candidate: Policy | null): PolicyPair => {
  if (active === null || candidate === null) return { active, candidate, mayDiffer: () => active !== candidate };
  const shared = sharing(active, candidate);
  compileBeside(active, shared);
  return { active, candidate: shared, mayDiffer: differenceOf(active, shared) };
};

const same = (a: unknown, b: unknown): boolean => a === b || canonicalJson(a) === canonicalJson(b);

const sharing = (active: Policy, candidate: Policy): Policy => {
  const take = <T>(known: T, given: T): T => (same(known, given) ? known : given);
  const conditions = new Map(active.rules.map((rule) => [canonicalJson(rule.when), rule.when]));
  const { settings } = candidate;
  return {
    ...candidate,
    path_sets: take(active.path_sets, candidate.path_sets),
    composites: take(active.composites, candidate.composites),
    settings: {
      ...settings,
      detectors: take(active.settings.detectors, settings.detectors),
      checks: take(active.settings.checks, settings.checks),
    },
    rules: candidate.rules.map((rule) => ({ ...rule, when: conditions.get(canonicalJson(rule.when)) ?? rule.when })),
  };
};

/** A decision comes from the settings and from the rules that act. With the same settings only rules that are not the same can change it. */
const differenceOf = (active: Policy, candidate: Policy): PolicyPair['mayDiffer'] => {
  const rules = changedRules(active, candidate);
  // Whether the floor blocks by itself depends on what a policy blocks.
  const touchesFloor = [...rules.gone, ...rules.come].some((rule) => rule.effect === 'block' && 'risk' in rule.when);
  if (touchesFloor || !same(active.settings, candidate.settings)) return () => true;
  const gone = new Set(rules.gone.map(({ id }) => id));
  return ({ trace }, facts) =>
    trace.some(({ rule, applies, state }) => gone.has(rule) && (applies || state !== 'not_matched')) ||
    rules.come.some((rule) => judgeRule(candidate, rule, facts, null).trace.state !== 'not_matched');
};

/** Rules of either policy that are not in the other one, or that speak of a set that holds something else there. */
const changedRules = (active: Policy, candidate: Policy): { readonly gone: readonly Rule[]; readonly come: readonly Rule[] } => {
  const changed = new Set(
    [...Object.keys({ ...active.path_sets, ...active.composites, ...candidate.path_sets, ...candidate.composites })].filter(
      (name) => !same(setOf(active, name), setOf(candidate, name)),
    ),
  );
  const isSame = (rule: Rule, other: Policy): boolean =>
    same(
      rule,
      other.rules.find(({ id }) => id === rule.id),
    ) && ![...namesIn(rule)].some((name) => changed.has(name));
  return {
    gone: active.rules.filter((rule) => !isSame(rule, candidate)),
    come: candidate.rules.filter((rule) => !isSame(rule, active)),
  };
};

const namesIn = (rule: Rule): ReadonlySet<string> =>
  new Set(
    leavesOf(rule.when, [])
      .flatMap(setsOf)
      .map(({ name }) => name),
  );

/** Everything that the name stands for. */
const setOf = ({ path_sets, composites }: Policy, name: string): unknown => {
  const parts = Object.hasOwn(composites, name) ? composites[name] : undefined;
  return parts === undefined ? [path_sets[name]] : parts.map((part) => [part, path_sets[part]]);
};
