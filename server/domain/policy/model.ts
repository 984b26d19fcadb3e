import { z } from 'zod';
import { RETURN_KINDS, RISK_LEVELS } from '../contract/contract.ts';
import { SEVERITIES } from '../risk/finding.ts';
import { ROLES } from '../shared/role.ts';

/** The approval policy as data. What a later version adds arrives with the meaning of its unknown state. */
const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,60}$/i, 'Use letters, digits, dashes and underscores.');
const names = z.array(name).min(1).max(50);
const words = z.array(z.string().min(1).max(100)).min(1).max(50);
/** One operator and one number, e.g. `<= 300`. */
const comparison = z.string().regex(/^(?:<=|>=|==|<|>) ?\d{1,9}$/, 'Write one operator and one number, e.g. "<= 300".');

export const FILE_STATUSES = ['added', 'modified', 'deleted', 'renamed', 'copied', 'type_changed'] as const;

/** `paths` looks at both sides of a rename. `except_in` belongs to `any_in` alone: an exception inside a grant would widen it. */
const pathsCondition = z
  .strictObject({
    any_in: names.optional(),
    except_in: names.optional(),
    none_in: names.optional(),
    all_in: names.optional(),
    statuses_only: z.array(z.enum(FILE_STATUSES)).min(1).optional(),
  })
  .refine((paths) => Object.keys(paths).length > 0, 'Say what about the paths.')
  .refine((paths) => paths.except_in === undefined || paths.any_in !== undefined, '"except_in" works only together with "any_in".');

const notEmpty = (value: object): boolean => Object.keys(value).length > 0;

const leafConditions = [
  z.strictObject({ paths: pathsCondition }),
  z.strictObject({
    risk: z
      .strictObject({
        ids: words.optional(),
        classes: words.optional(),
        min_severity: z.enum(SEVERITIES).optional(),
        max_severity: z.enum(SEVERITIES).optional(),
      })
      .refine(notEmpty, 'Say which findings.'),
  }),
  z.strictObject({ checks: z.strictObject({ all_success: z.literal('required') }) }),
  z.strictObject({ checks: z.strictObject({ any_failed: z.literal('required') }) }),
  z.strictObject({ size: z.partialRecord(z.enum(['total', 'files', 'added', 'deleted']), comparison).refine(notEmpty, 'Say which size.') }),
  z.strictObject({
    evidence: z
      .partialRecord(z.enum(['summary_present', 'handed_off_by_agent', 'clauses_kept']), z.boolean())
      .refine(notEmpty, 'Say which evidence.'),
  }),
  z.strictObject({
    task: z
      .strictObject({
        kind_in: z.array(z.enum(RETURN_KINDS)).min(1).optional(),
        risk_in: z.array(z.enum(RISK_LEVELS)).min(1).optional(),
        declared_paths_in: names.optional(),
      })
      .refine(notEmpty, 'Say what about the task.'),
  }),
  z.strictObject({ run: z.strictObject({ rounds: comparison }) }),
  z.strictObject({ target_branch: z.strictObject({ not_protected_release: z.literal(true) }) }),
  z.strictObject({ target_branch: z.strictObject({ in: words }) }),
  z.strictObject({ freeze: z.boolean() }),
] as const;

type Leaf = z.infer<(typeof leafConditions)[number]>;
export type Condition =
  | Leaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1).max(50) }),
    z.strictObject({ any: z.array(conditionSchema).min(1).max(50) }),
    z.strictObject({ not: conditionSchema }),
    ...leafConditions,
  ]),
);

const slotSchema = z.strictObject({
  count: z.number().int().min(1).max(5),
  from: z.strictObject({ roles: z.array(z.enum(ROLES)).min(1) }),
});
export type ApprovalSlot = z.infer<typeof slotSchema>;
/** `any_of` would loosen: where "an admin or two reviewers" is meant, `instead` lists the other way to fill the same need. */
const requirementSchema = z.strictObject({
  approvals: z.array(slotSchema).min(1).max(5),
  instead: z.array(slotSchema).min(1).max(5).optional(),
  /** A written reason with at least one approval that counts. */
  rationale: z.boolean().optional(),
});
export type Requirement = z.infer<typeof requirementSchema>;

const ruleBase = { id: name, description: z.string().max(500).default(''), when: conditionSchema, enabled: z.boolean().default(true) };
export const ruleSchema = z.discriminatedUnion('effect', [
  z.strictObject({ ...ruleBase, effect: z.literal('block') }),
  z.strictObject({ ...ruleBase, effect: z.literal('require'), requires: requirementSchema }),
  z.strictObject({ ...ruleBase, effect: z.literal('bounce') }),
  z.strictObject({ ...ruleBase, effect: z.literal('auto_merge') }),
]);
export type Rule = z.infer<typeof ruleSchema>;

export const DISPATCHES = ['unattended', 'attended', 'deny'] as const;
export type Dispatch = (typeof DISPATCHES)[number];

export const policySchema = z.strictObject({
  apiVersion: z.literal('approval/v1'),
  kind: z.literal('ApprovalPolicy'),
  metadata: z.strictObject({ name, version: z.number().int().min(1) }),
  settings: z.strictObject({
    /** Finding classes or id prefixes whose detectors must say `ran`; a missing one makes what depends on it unknown. */
    detectors: z.strictObject({ required: words }),
    approvals: z.strictObject({
      eligible_roles: z.array(z.enum(ROLES)).min(1),
      request_changes: z.enum(['sticky', 'this_artifact']).default('sticky'),
    }),
    bounce: z.strictObject({ max_rounds: z.number().int().min(0).max(10) }).default({ max_rounds: 2 }),
    default_requirement: requirementSchema.extend({ id: name }),
  }),
  path_sets: z.record(name, z.array(z.string().min(1).max(300)).min(1).max(200)),
  composites: z.record(name, names).default({}),
  dispatch: z.strictObject({
    default: z.enum(DISPATCHES),
    rules: z
      .array(
        z.strictObject({ id: name, description: z.string().max(500).default(''), when: conditionSchema, dispatch: z.enum(DISPATCHES) }),
      )
      .max(50),
  }),
  rules: z.array(ruleSchema).max(200),
});
export type Policy = z.infer<typeof policySchema>;
