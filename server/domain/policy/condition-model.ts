import { z } from 'zod';
import { RISK_LEVELS } from '../contract/contract.ts';
import { SEVERITIES } from '../risk/finding.ts';
import { EVIDENCE_KEYS } from './facts.ts';
import { comparisonSchema, namesSchema, wordsSchema } from './words.ts';

export const FILE_STATUSES = ['added', 'modified', 'deleted', 'renamed', 'copied', 'type_changed'] as const;

const notEmpty = (value: object): boolean => Object.keys(value).length > 0;

/** `paths` looks at both sides of a rename. `except_in` belongs to `any_in` alone: an exception inside a grant would widen it. */
const pathsCondition = z
  .strictObject({
    any_in: namesSchema.optional(),
    except_in: namesSchema.optional(),
    none_in: namesSchema.optional(),
    all_in: namesSchema.optional(),
    statuses_only: z.array(z.enum(FILE_STATUSES)).min(1).optional(),
    since_last_round_all_in: namesSchema.optional(),
  })
  .refine(notEmpty, 'Say what about the paths.')
  .refine((paths) => paths.except_in === undefined || paths.any_in !== undefined, '"except_in" works only together with "any_in".');

const leafConditions = [
  z.strictObject({ paths: pathsCondition }),
  z.strictObject({
    risk: z
      .strictObject({
        ids: wordsSchema.optional(),
        classes: wordsSchema.optional(),
        min_severity: z.enum(SEVERITIES).optional(),
        max_severity: z.enum(SEVERITIES).optional(),
      })
      .refine(notEmpty, 'Say which findings.'),
  }),
  z.strictObject({ checks: z.strictObject({ all_success: z.literal('required') }) }),
  z.strictObject({ checks: z.strictObject({ any_failed: z.literal('required') }) }),
  z.strictObject({
    size: z
      .partialRecord(z.enum(['total', 'files', 'added', 'deleted', 'reviewable_total']), comparisonSchema)
      .refine(notEmpty, 'Say which size.'),
  }),
  z.strictObject({ evidence: z.partialRecord(z.enum(EVIDENCE_KEYS), z.boolean()).refine(notEmpty, 'Say which evidence.') }),
  z.strictObject({
    task: z
      .strictObject({
        attended: z.boolean().optional(),
        declared_paths_in: namesSchema.optional(),
        capabilities_any: wordsSchema.optional(),
        labels_any: wordsSchema.optional(),
        source_in: wordsSchema.optional(),
        /** Ids of people. */
        requester_in: wordsSchema.optional(),
        /** What the contract says about itself. */
        risk_in: z.array(z.enum(RISK_LEVELS)).min(1).optional(),
      })
      .refine(notEmpty, 'Say what about the task.'),
  }),
  z.strictObject({
    run: z.partialRecord(z.enum(['sandbox_violations', 'bounces']), comparisonSchema).refine(notEmpty, 'Say what about the run.'),
  }),
  z.strictObject({
    agent: z
      .strictObject({ name_in: wordsSchema.optional(), model_in: wordsSchema.optional() })
      .refine(notEmpty, 'Say which agent or model.'),
  }),
  z.strictObject({ freeze: z.boolean() }),
  z.strictObject({ target_branch: z.strictObject({ not_protected_release: z.literal(true) }) }),
  z.strictObject({ target_branch: z.strictObject({ in: wordsSchema }) }),
] as const;

type Leaf = z.infer<(typeof leafConditions)[number]>;
export type Condition =
  | Leaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** What a rule asks of the facts. True, false or unknown, and every part says which. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1).max(50) }),
    z.strictObject({ any: z.array(conditionSchema).min(1).max(50) }),
    z.strictObject({ not: conditionSchema }),
    ...leafConditions,
  ]),
);
