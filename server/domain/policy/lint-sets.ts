import { compilePathSet } from '../contract/paths.ts';
import { type LintFinding, lintError, lintWarning } from './lint-finding.ts';
import type { Policy } from './model.ts';
import { conditionsOf, globsOf, leavesOf, setsOf } from './policy-places.ts';

/** Path sets: that they exist, can be read, and mean what they look like. */
export const lintSets = (policy: Policy): readonly LintFinding[] => [
  ...Object.entries(policy.path_sets).flatMap(([name, globs]) => lintGlobs(name, globs)),
  ...lintComposites(policy),
  ...lintUses(policy),
];

const lintGlobs = (name: string, globs: readonly string[]): readonly LintFinding[] => {
  const unreadable = compilePathSet(globs).unreadable;
  return globs.flatMap((glob, index) => {
    const place = ['path_sets', name, index];
    if (unreadable.includes(glob)) return [lintError('unreadable-pattern', place, `The pattern "${glob}" in ${name} cannot be read.`)];
    if (/[[(]/.test(glob.replace(/!\([^)]*\)/g, '')) && !/\[[-_.\s]+\]/.test(glob))
      return [
        lintWarning(
          'literal-brackets',
          place,
          `"${glob}" in ${name} has brackets: they match a folder of that name, and square ones also any one of their characters. Look whether both are meant.`,
        ),
      ];
    return [];
  });
};

const lintComposites = (policy: Policy): readonly LintFinding[] =>
  Object.entries(policy.composites).flatMap(([name, parts]) => [
    ...(Object.hasOwn(policy.path_sets, name)
      ? [lintError('duplicate-id', ['composites', name], `"${name}" is both a set and a composite.`)]
      : []),
    ...parts.flatMap((part, index) =>
      Object.hasOwn(policy.path_sets, part) ? [] : [lintError('unknown-set', ['composites', name, index], `"${part}" is not a path set.`)],
    ),
  ]);

const lintUses = (policy: Policy): readonly LintFinding[] =>
  conditionsOf(policy)
    .flatMap(({ when, place }) => leavesOf(when, place))
    .flatMap(setsOf)
    .flatMap(({ name, key, place }) => {
      if (!Object.hasOwn(policy.path_sets, name) && !Object.hasOwn(policy.composites, name))
        return [lintError('unknown-set', place, `"${name}" is not a path set.`)];
      const loose = key === 'except_in' ? globsOf(policy, name).find((glob) => /^\*\*?(?:\/|$)/.test(glob)) : undefined;
      return loose === undefined
        ? []
        : [
            lintWarning(
              'unanchored-exception',
              place,
              `The exception ${name} has "${loose}", which matches at any depth: whoever makes a folder of that name leaves the rule. Anchor it.`,
            ),
          ];
    });
