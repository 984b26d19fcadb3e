import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import { expandBraces } from '../shared/glob.ts';
import type { Condition } from './condition-model.ts';
import { type LintFinding, lintError } from './lint-finding.ts';
import type { Policy } from './model.ts';
import { globsOf, leavesOf, type Place } from './policy-places.ts';

/** The one kind of rule that permits must prove something: where, that checks are green, that no finding stands against it. */
export const lintGrants = (policy: Policy): readonly LintFinding[] =>
  policy.rules.flatMap((rule, index) => (rule.effect === 'auto_merge' ? lintGrant(policy, rule, ['rules', index]) : []));

type Grant = { readonly id: string; readonly when: Condition; readonly enabled: boolean };

const lintGrant = (policy: Policy, { id, when, enabled }: Grant, place: Place): readonly LintFinding[] => {
  // One that is switched off permits nothing; it is asked again when it is switched on.
  if (!enabled) return [];
  const must = 'all' in when ? when.all : [when];
  const problems: LintFinding[] = [];
  const refuse = (code: string, message: string) =>
    problems.push(lintError(code, [...place, 'when'], `${id} merges without a person, so ${message}`));
  if (!must.some((part) => 'checks' in part && 'all_success' in part.checks))
    refuse('grant-without-checks', 'it must ask for checks: {all_success: required} at its top level.');
  if (
    !must.some(
      (part) => 'risk' in part && part.risk.max_severity !== undefined && part.risk.ids === undefined && part.risk.classes === undefined,
    )
  )
    refuse('grant-without-severity', 'it must ask for risk: {max_severity: …} at its top level.');
  if (leavesOf(when, []).some(({ leaf, isNegated }) => 'risk' in leaf && (isNegated || leaf.risk.min_severity !== undefined)))
    refuse('grant-by-finding', 'a finding must not be what lets it through: use max_severity alone.');
  const sets = must.flatMap((part) => ('paths' in part ? (part.paths.all_in ?? []) : []));
  if (sets.length === 0) refuse('grant-without-paths', 'it must say with paths: {all_in: …} where.');
  for (const name of sets)
    if (globsOf(policy, name).some((glob) => /^[*./?]+$/.test(glob)))
      refuse('grant-everywhere', `the set ${name} must not match everything.`);
  const spared = must.flatMap((part) => ('paths' in part ? (part.paths.none_in ?? []) : []));
  for (const guarded of ['sensitive', 'control']) {
    if (globsOf(policy, guarded).length === 0 || spared.includes(guarded)) continue;
    const shared = sets.flatMap((name) => overlapOf(globsOf(policy, name), globsOf(policy, guarded)))[0];
    if (shared !== undefined) refuse('grant-overlaps', `it must leave out ${guarded} with none_in: ${shared} would be in both.`);
  }
  return problems;
};

const sampleOf = (glob: string): string =>
  glob
    .replace(/!\([^)]*\)/g, 'x')
    .replace(/\*\*?|\?/g, 'x')
    .replace(/\/$/, '/x');

/**
 * A path that both lists match, when one is easily found: the patterns with their wildcards filled in, and those of the
 * second list put below the fixed folders of the first. Finds what a person would think of, not every overlap there is.
 */
const overlapOf = (mine: readonly string[], others: readonly string[]): readonly string[] => {
  const [first, second] = [compilePathSet(mine), compilePathSet(others)];
  const plainOf = (globs: readonly string[]) => globs.flatMap((glob) => expandBraces(glob) ?? []);
  const folders = [...new Set(plainOf(mine).flatMap((glob) => /^((?:[^*?{[!/]+\/)+)/.exec(glob)?.[1] ?? []))];
  const samples = [
    ...plainOf(mine).map(sampleOf),
    ...plainOf(others).flatMap((glob) => {
      const sample = sampleOf(glob.replace(/^\*\*\//, ''));
      return glob.startsWith('**/') ? [sample, ...folders.map((folder) => `${folder}${sample}`)] : [sample];
    }),
  ];
  return samples.filter((path) => isPlainPath(path) && first.find(path) !== null && second.find(path) !== null).slice(0, 1);
};
