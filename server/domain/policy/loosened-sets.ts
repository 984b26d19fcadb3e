import { listed } from '../shared/visible.ts';
import type { Loosening } from './loosenings.ts';
import type { Policy } from './model.ts';
import { globsOf, leavesOf, type PlacedSet, setsOf } from './policy-places.ts';

/**
 * Sets that came to hold something else. One that a grant merges by may only shrink, one that a restriction catches by may
 * only grow; one that is used in both ways may do neither.
 */
export const compareSets = (before: Policy, after: Policy): readonly Loosening[] => {
  const uses = usesOf(before);
  const names = [...Object.keys(before.path_sets), ...Object.keys(before.composites)];
  return names.flatMap((name) => {
    const isComposite = Object.hasOwn(before.composites, name) && Object.hasOwn(after.composites, name);
    const [was, now] = isComposite
      ? [before.composites[name] ?? [], after.composites[name] ?? []]
      : [globsOf(before, name), globsOf(after, name)];
    const lost = was.filter((part) => !now.includes(part));
    const gained = now.filter((part) => !was.includes(part));
    const use = uses.get(name);
    const place = [Object.hasOwn(after.composites, name) ? 'composites' : 'path_sets', name];
    const problems: Loosening[] = [];
    const loosen = (sentence: string) => problems.push({ place, sentence, rule: null });
    if (use?.catches && lost.length > 0) loosen(`${name} catches less: ${listed(lost)} is gone from it, and a restriction counts on it.`);
    if (use?.permits && gained.length > 0) loosen(`${name} lets more through: ${listed(gained)} is new in it, and a rule permits by it.`);
    return problems;
  });
};

type Use = { catches: boolean; permits: boolean };

const usesOf = (policy: Policy): ReadonlyMap<string, Use> => {
  const uses = new Map<string, Use>();
  const note = (name: string, catches: boolean): void => {
    for (const part of Object.hasOwn(policy.composites, name) ? (policy.composites[name] ?? []) : []) note(part, catches);
    const use = uses.get(name) ?? { catches: false, permits: false };
    if (catches) use.catches = true;
    else use.permits = true;
    uses.set(name, use);
  };
  for (const rule of policy.rules) {
    if (!rule.enabled) continue;
    const restricts = rule.effect !== 'auto_merge';
    for (const leaf of leavesOf(rule.when, []))
      for (const set of setsOf(leaf)) note(set.name, grows(set.key) === (restricts !== leaf.isNegated));
  }
  for (const rule of policy.dispatch.rules)
    for (const leaf of leavesOf(rule.when, [])) for (const set of setsOf(leaf)) note(set.name, grows(set.key) !== leaf.isNegated);
  return uses;
};

/** Does the predicate become true more often when its set grows? */
const grows = (key: PlacedSet['key']): boolean => key !== 'none_in' && key !== 'except_in';
