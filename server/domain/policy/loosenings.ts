import { canonicalJson } from '../shared/digest.ts';
import type { Condition } from './condition-model.ts';
import { compareSets } from './loosened-sets.ts';
import { DISPATCHES, type Policy, type Rule } from './model.ts';
import type { Place } from './policy-places.ts';
import { weakerParts } from './weaker-requirement.ts';

/** One way in which the second of two policies lets more through than the first. */
export type Loosening = {
  readonly place: Place;
  readonly sentence: string;
  /** The rule of the first policy that is loosened; null for sets and settings. */
  readonly rule: string | null;
};

/**
 * What a policy permits that another one does not, by its text. Only what is plainly the same or stricter passes: a rewritten
 * condition may come to the same, but nobody can see that, so it counts as looser.
 */
export const loosenings = (before: Policy, after: Policy): readonly Loosening[] => [
  ...before.rules.flatMap((rule) => loosenedRule(rule, after)),
  ...newGrants(before, after),
  ...compareSets(before, after),
  ...loosenedSettings(before, after),
  ...loosenedDispatch(before, after),
];

const loosenedRule = (rule: Rule, after: Policy): readonly Loosening[] => {
  const index = after.rules.findIndex((entry) => entry.id === rule.id);
  const now = after.rules[index];
  const loosen = (place: Place, sentence: string): Loosening => ({ place, sentence, rule: rule.id });
  if (rule.effect === 'auto_merge') {
    if (now === undefined || !now.enabled) return [];
    if (now.effect !== 'auto_merge') return [];
    if (!rule.enabled) return [loosen(['rules', index, 'enabled'], `${rule.id} was switched off and merges without a person again.`)];
    return isNarrower(rule.when, now.when)
      ? []
      : [loosen(['rules', index, 'when'], `${rule.id} merges without a person in more cases, or in other ones.`)];
  }
  if (!rule.enabled) return [];
  if (now === undefined) return [loosen(['rules'], `${rule.id} is gone.`)];
  if (!now.enabled) return [loosen(['rules', index, 'enabled'], `${rule.id} is switched off.`)];
  if (now.effect !== rule.effect)
    return [loosen(['rules', index, 'effect'], `${rule.id} is of another kind: give the new rule another name.`)];
  const problems: Loosening[] = [];
  if (!isWider(rule.when, now.when))
    problems.push(loosen(['rules', index, 'when'], `${rule.id} applies in fewer cases, or in other ones.`));
  if (rule.effect === 'require' && now.effect === 'require')
    problems.push(
      ...weakerParts(rule.requires, now.requires).map((part) =>
        loosen(['rules', index, 'requires', part], `${rule.id} asks for less: ${part}.`),
      ),
    );
  if (rule.effect === 'block' && now.effect === 'block' && !isHarderToRelease(rule.release_by, now.release_by))
    problems.push(loosen(['rules', index, 'release_by'], `${rule.id} is easier to release.`));
  return problems;
};

type Release = Extract<Rule, { effect: 'block' }>['release_by'];
const isHarderToRelease = (before: Release, now: Release): boolean =>
  now === undefined || (before !== undefined && now.count >= before.count && now.roles.every((role) => before.roles.includes(role)));

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
const partsOf = (condition: Condition, mode: 'all' | 'any'): readonly Condition[] =>
  mode === 'all' && 'all' in condition ? condition.all : mode === 'any' && 'any' in condition ? condition.any : [condition];
const holdsAll = (whole: readonly Condition[], parts: readonly Condition[]): boolean =>
  parts.every((part) => whole.some((entry) => same(entry, part)));

/** The same, or the same with more alternatives beside it, or with fewer demands. */
const isWider = (before: Condition, now: Condition): boolean =>
  holdsAll(partsOf(now, 'any'), partsOf(before, 'any')) || ('all' in before && holdsAll(before.all, partsOf(now, 'all')));

/** The same, or the same with more demands, or with fewer alternatives. */
const isNarrower = (before: Condition, now: Condition): boolean =>
  holdsAll(partsOf(now, 'all'), partsOf(before, 'all')) || ('any' in before && holdsAll(before.any, partsOf(now, 'any')));

const newGrants = (before: Policy, after: Policy): readonly Loosening[] =>
  after.rules.flatMap((rule, index) =>
    rule.effect === 'auto_merge' && rule.enabled && !before.rules.some(({ id, effect }) => id === rule.id && effect === 'auto_merge')
      ? [{ place: ['rules', index], sentence: `${rule.id} merges without a person, and nothing like it was there.`, rule: null }]
      : [],
  );

const loosenedSettings = (before: Policy, after: Policy): readonly Loosening[] => {
  const [was, now] = [before.settings, after.settings];
  const problems: Loosening[] = [];
  const loosen = (place: Place, sentence: string) => problems.push({ place: ['settings', ...place], sentence, rule: null });
  const lost = (whole: readonly string[], parts: readonly string[]) => parts.filter((part) => !whole.includes(part)).join(', ');
  const check = (place: Place, missing: string, sentence: string) => missing !== '' && loosen(place, `${sentence}: ${missing}.`);
  check(['checks', 'required'], lost(now.checks.required, was.checks.required), 'These checks are no longer required');
  check(['checks', 'trusted_sources'], lost(was.checks.trusted_sources, now.checks.trusted_sources), 'These sources are newly trusted');
  check(['detectors', 'required'], lost(now.detectors.required, was.detectors.required), 'These detectors are no longer required');
  check(['approvals', 'eligible_roles'], lost(was.approvals.eligible_roles, now.approvals.eligible_roles), 'These roles may newly approve');
  check(['approvals', 'never'], lost(now.approvals.never, was.approvals.never), 'These may newly count');
  if (was.checks.bind_to === 'merge_result_tree' && now.checks.bind_to === 'head_tree')
    loosen(['checks', 'bind_to'], 'Checks no longer have to run on what will land.');
  if (before.metadata.enforcement === 'active' && after.metadata.enforcement !== 'active')
    problems.push({ place: ['metadata', 'enforcement'], sentence: 'The policy is no longer obeyed.', rule: null });
  const staleness = ['any_change', 'code_change', 'never'] as const;
  if (staleness.indexOf(now.approvals.stale_on) > staleness.indexOf(was.approvals.stale_on))
    loosen(['approvals', 'stale_on'], 'Approvals outlive more changes.');
  for (const part of weakerParts(was.default_requirement, now.default_requirement))
    loosen(['default_requirement', part], `The default requirement asks for less: ${part}.`);
  return problems;
};

const loosenedDispatch = (before: Policy, after: Policy): readonly Loosening[] => {
  const rank = DISPATCHES.indexOf.bind(DISPATCHES);
  const problems: Loosening[] = [];
  if (rank(after.dispatch.default) < rank(before.dispatch.default))
    problems.push({ place: ['dispatch', 'default'], sentence: 'Tasks start with less supervision by default.', rule: null });
  const lost = before.dispatch.tripwires.filter((wire) => !after.dispatch.tripwires.includes(wire));
  if (lost.length > 0)
    problems.push({ place: ['dispatch', 'tripwires'], sentence: `These no longer pause a run: ${lost.join(', ')}.`, rule: null });
  for (const rule of before.dispatch.rules) {
    const index = after.dispatch.rules.findIndex((entry) => entry.id === rule.id);
    const now = after.dispatch.rules[index];
    if (now !== undefined && rank(now.then) >= rank(rule.then) && isWider(rule.when, now.when)) continue;
    problems.push({
      place: now === undefined ? ['dispatch', 'rules'] : ['dispatch', 'rules', index],
      sentence: now === undefined ? `${rule.id} is gone.` : `${rule.id} supervises less.`,
      rule: rule.id,
    });
  }
  return problems;
};
