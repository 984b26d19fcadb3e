import { globHits } from './glob-hits.ts';
import { type LintFinding, lintWarning } from './lint-finding.ts';
import type { Policy } from './model.ts';
import { globsOf, leavesOf, setsOf } from './policy-places.ts';

/** What is known about earlier work: the paths of changes, and what a backtest said. */
export type PolicyHistory = {
  /** The touched paths of each of the last changes. */
  readonly changes: readonly (readonly string[])[];
  /** Rules without which no decision of the backtest would have been another; null when there was none. */
  readonly rulesWithoutEffect: readonly string[] | null;
  /** The share of the backtest that needs two people or more. */
  readonly twoPersonShare: number | null;
};

const MANY = 0.1;
const ENOUGH_CHANGES = 20;

export const lintHistory = (policy: Policy, { changes, rulesWithoutEffect, twoPersonShare }: PolicyHistory): readonly LintFinding[] => [
  ...(changes.length < ENOUGH_CHANGES ? [] : lintHits(policy, changes)),
  ...policy.rules.flatMap(({ id }, index) =>
    rulesWithoutEffect?.includes(id)
      ? [lintWarning('rule-without-effect', ['rules', index], `${id} changed no decision in the backtest: another rule may cover it.`)]
      : [],
  ),
  ...(twoPersonShare !== null && twoPersonShare > MANY
    ? [
        lintWarning(
          'many-second-people',
          ['rules'],
          `${Math.round(twoPersonShare * 100)} % of the backtest needs two people, which wears reviewers out. Narrow the sets.`,
        ),
      ]
    : []),
];

const lintHits = (policy: Policy, changes: PolicyHistory['changes']): readonly LintFinding[] => {
  const hits = globHits(policy, changes);
  const restricting = new Set(
    policy.rules
      .filter((rule) => rule.enabled && (rule.effect === 'block' || rule.effect === 'require'))
      .flatMap((rule) => leavesOf(rule.when, []))
      .flatMap(setsOf)
      .filter(({ key }) => key === 'any_in')
      .flatMap(({ name }) => (Object.hasOwn(policy.composites, name) ? (policy.composites[name] ?? []) : [name])),
  );
  return Object.keys(policy.path_sets).flatMap((set) =>
    globsOf(policy, set).flatMap((glob, index): readonly LintFinding[] => {
      const place = ['path_sets', set, index];
      const share = (hits.get(set)?.get(glob) ?? 0) / changes.length;
      if (share === 0)
        return [lintWarning('pattern-never-matched', place, `"${glob}" in ${set} matched none of the last ${changes.length} changes.`)];
      if (restricting.has(set) && share > MANY)
        return [
          lintWarning('pattern-matches-often', place, `"${glob}" in ${set} matched ${Math.round(share * 100)} % of the last changes.`),
        ];
      return [];
    }),
  );
};
