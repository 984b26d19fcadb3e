import type { Person } from '../shared/role.ts';
import { type LintFinding, lintWarning } from './lint-finding.ts';
import { lintGrants } from './lint-grants.ts';
import { lintHistory, type PolicyHistory } from './lint-history.ts';
import { lintRules } from './lint-rules.ts';
import { lintSets } from './lint-sets.ts';
import type { Policy } from './model.ts';
import { conditionsOf, leavesOf } from './policy-places.ts';

/** What can be said about a policy by reading it alone. With an error of these it is not a policy that can be used. */
export const lintText = (policy: Policy): readonly LintFinding[] => [...lintSets(policy), ...lintRules(policy), ...lintGrants(policy)];

export type LintSurroundings = {
  /** Everybody who works here, or null. */
  readonly people: readonly Person[] | null;
  /** Names that detectors of this installation report under, or null. */
  readonly detectors: ReadonlySet<string> | null;
  readonly history: PolicyHistory | null;
};

/** All of it, with what is known about the place where the policy will be used. */
export const lintPolicy = (policy: Policy, { people, detectors, history }: LintSurroundings): readonly LintFinding[] => [
  ...lintText(policy),
  ...(people === null ? [] : lintPeople(policy, people)),
  ...(detectors === null ? [] : lintDetectors(policy, detectors)),
  ...(history === null ? [] : lintHistory(policy, history)),
];

/**
 * A slot that nobody could fill holds whatever meets it. That only restricts, and roles come and go, so it warns and stops nothing: a team of
 * two must be able to change a policy that names a role they have not given to anybody yet.
 */
const lintPeople = (policy: Policy, people: readonly Person[]): readonly LintFinding[] => {
  const eligible = people.filter((person) => policy.settings.approvals.eligible_roles.some((role) => role === person.role));
  const slots = [
    ...policy.rules.flatMap((rule, index) =>
      rule.effect === 'require'
        ? rule.requires.approvals.map((slot, at) => ({
            ...slot,
            roles: slot.from.roles,
            place: ['rules', index, 'requires', 'approvals', at],
          }))
        : [],
    ),
    ...policy.rules.flatMap((rule, index) =>
      rule.effect === 'block' && rule.release_by ? [{ ...rule.release_by, place: ['rules', index, 'release_by'] }] : [],
    ),
  ];
  return slots.flatMap(({ count, roles, place }) => {
    const isRelease = place.at(-1) === 'release_by';
    const able = (isRelease ? people : eligible).filter((person) => roles.some((role) => role === person.role)).length;
    return able >= count
      ? []
      : [
          lintWarning(
            'unsatisfiable-slot',
            place,
            `${count} of ${roles.join(', ')} needed, and ${able === 0 ? 'nobody has' : `only ${able} have`} such a role here: ${isRelease ? 'nobody can let it through' : 'what meets this rule waits'} until somebody has.`,
          ),
        ];
  });
};

/** A rule about findings that no detector here looks for is never known, so a restriction always applies. */
const lintDetectors = (policy: Policy, detectors: ReadonlySet<string>): readonly LintFinding[] => [
  ...policy.settings.detectors.required.flatMap((name, index) =>
    detectors.has(name)
      ? []
      : [lintWarning('unknown-detector', ['settings', 'detectors', 'required', index], `No detector here is called "${name}".`)],
  ),
  ...conditionsOf(policy)
    .flatMap(({ when, place }) => leavesOf(when, place))
    .flatMap(({ leaf, place }) =>
      'risk' in leaf
        ? [...(leaf.risk.ids ?? []), ...(leaf.risk.classes ?? [])]
            .filter((name) => !detectors.has(name))
            .map((name) => lintWarning('unknown-detector', [...place, 'risk'], `No detector here finds "${name}", so this is never known.`))
        : [],
    ),
];
