import { fail, ok, type Result } from '../shared/result.ts';
import { type LintFinding, lintError } from './lint-finding.ts';
import { lintText } from './lint-policy.ts';
import { type Loosening, loosenings } from './loosenings.ts';
import type { Policy } from './model.ts';
import type { Place } from './policy-places.ts';
import type { RepositoryPolicy } from './repository-policy.ts';

/**
 * The policy that holds for one repository. It may only be tighter than that of the installation: what would loosen it is
 * refused with its place, unless the rule above says that it may be overridden.
 */
export const layerPolicy = (installation: Policy, repository: RepositoryPolicy): Result<Policy, readonly LintFinding[]> => {
  const missing = (repository.without ?? []).flatMap((id, index) =>
    installation.rules.some((rule) => rule.id === id && rule.effect === 'auto_merge')
      ? []
      : [lintError('unknown-rule', ['without', index], `The installation has no rule called "${id}" that merges without a person.`)],
  );
  const layered = merge(installation, repository);
  const refused = loosenings(installation, layered).filter((loosening) => !isOverridable(installation, loosening));
  const problems = [
    ...missing,
    ...refused.map(({ place, sentence }) =>
      lintError('loosens', place, `${sentence} A repository may only tighten the policy of the installation.`),
    ),
    ...lintText(layered).filter((finding) => finding.severity === 'error'),
  ];
  if (problems.length === 0) return ok(layered);
  return fail(problems.map((problem) => ({ ...problem, place: placeInLayer(layered, repository, problem.place) })));
};

/** Where the repository's own text says what stands at this place of both together; its beginning when it does not say it. */
export const placeInLayer = (layered: Policy, repository: RepositoryPolicy, place: Place): Place => {
  const [first, second, third] = place;
  const own = (start: Place, id: string | undefined, rules: readonly { readonly id: string }[]): Place => {
    const index = rules.findIndex((rule) => rule.id === id);
    return index < 0 ? [] : [...start, index, ...place.slice(start.length + 1)];
  };
  if (first === 'rules' && typeof second === 'number') return own(['rules'], layered.rules[second]?.id, repository.rules);
  if (first === 'dispatch' && typeof third === 'number')
    return own(['dispatch', 'rules'], layered.dispatch.rules[third]?.id, repository.dispatch.rules);
  return place;
};

const isOverridable = (installation: Policy, { rule }: Loosening): boolean =>
  rule !== null && installation.rules.some(({ id, overridable }) => id === rule && overridable);

const byId = <T extends { readonly id: string }>(upper: readonly T[], lower: readonly T[]): T[] => [
  ...upper.map((rule) => lower.find(({ id }) => id === rule.id) ?? rule),
  ...lower.filter((rule) => !upper.some(({ id }) => id === rule.id)),
];

const merge = (installation: Policy, { settings, ...repository }: RepositoryPolicy): Policy => {
  const upper = installation.settings;
  return {
    ...installation,
    metadata: { ...installation.metadata, name: repository.metadata.name },
    settings: {
      ...upper,
      checks: { ...upper.checks, required: [...new Set([...upper.checks.required, ...(settings.checks?.required ?? [])])] },
      detectors: { required: [...new Set([...upper.detectors.required, ...(settings.detectors?.required ?? [])])] },
      approvals: { ...upper.approvals, ...settings.approvals },
      default_requirement: { ...(settings.default_requirement ?? upper.default_requirement), id: upper.default_requirement.id },
    },
    tests: repository.tests,
    path_sets: { ...installation.path_sets, ...repository.path_sets },
    composites: { ...installation.composites, ...repository.composites },
    dispatch: { ...installation.dispatch, rules: byId(installation.dispatch.rules, repository.dispatch.rules) },
    rules: byId(installation.rules, repository.rules).filter(({ id }) => !repository.without?.includes(id)),
  };
};
