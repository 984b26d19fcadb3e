import { z } from 'zod';
import { policyCaseSchema } from './case-model.ts';
import { dispatchRuleSchema, pathSetsSchema, ruleSchema } from './model.ts';
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
  /** Asked of both layers together. */
  tests: z.array(policyCaseSchema).max(500).default([]),
});
export type RepositoryPolicy = z.infer<typeof repositoryPolicySchema>;
