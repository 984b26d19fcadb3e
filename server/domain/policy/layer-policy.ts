import { z } from 'zod';
import { fail, ok, type Result } from '../shared/result.ts';
import { type LintFinding, lintError } from './lint-finding.ts';
import { lintText } from './lint-policy.ts';
import { type Loosening, loosenings } from './loosenings.ts';
import { dispatchRuleSchema, type Policy, pathSetsSchema, ruleSchema } from './model.ts';
import { requirementSchema, rolesSchema } from './requirement-model.ts';
import { nameSchema, namesSchema, wordsSchema } from './words.ts';

/** What one repository adds to the policy of the installation. Rules of a known name take the place of that rule. */
export const repositoryPolicySchema = z.strictObject({
  apiVersion: z.literal('approval/v1'),
  kind: z.literal('RepositoryPolicy'),
  metadata: z.strictObject({ name: nameSchema, version: z.number().int().min(1), owners: wordsSchema.default(['admin']) }),
  settings: z
    .strictObject({
      /** Named on top of those of the installation. */
      checks: z.strictObject({ required: wordsSchema }).optional(),
      detectors: z.strictObject({ required: wordsSchema }).optional(),
      approvals: z.strictObject({ eligible_roles: rolesSchema }).optional(),
      default_requirement: requirementSchema.optional(),
    })
    .default({}),
  path_sets: pathSetsSchema.default({}),
  composites: z.record(nameSchema, namesSchema).default({}),
  /** Rules that merge without a person and that do not hold here. */
  without: namesSchema.optional(),
  dispatch: z.strictObject({ rules: z.array(dispatchRuleSchema).max(50) }).default({ rules: [] }),
  rules: z.array(ruleSchema).max(200).default([]),
});
export type RepositoryPolicy = z.infer<typeof repositoryPolicySchema>;

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
  return problems.length > 0 ? fail(problems) : ok(layered);
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
    path_sets: { ...installation.path_sets, ...repository.path_sets },
    composites: { ...installation.composites, ...repository.composites },
    dispatch: { ...installation.dispatch, rules: byId(installation.dispatch.rules, repository.dispatch.rules) },
    rules: byId(installation.rules, repository.rules).filter(({ id }) => !repository.without?.includes(id)),
  };
};
