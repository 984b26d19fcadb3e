import { z } from 'zod';
import { TRIPWIRES } from '../log/event.ts';
import { policyCaseSchema } from './case-model.ts';
import { conditionSchema } from './condition-model.ts';
import { requirementSchema, rolesSchema } from './requirement-model.ts';
import { nameSchema, namesSchema, wordsSchema } from './words.ts';

/** The approval policy as data. What a later version adds arrives with the meaning of its unknown state. */
const sentence = z.string().max(500);

const ruleBase = {
  id: nameSchema,
  description: sentence.default(''),
  /** What a person or an agent is told when the rule acts. */
  message: sentence.optional(),
  when: conditionSchema,
  enabled: z.boolean().default(true),
  disabled_reason: sentence.optional(),
  /** A repository's own policy may loosen this rule. */
  overridable: z.boolean().default(false),
};
const releaseSchema = z.strictObject({ roles: rolesSchema, count: z.number().int().min(1).max(5), rationale: z.literal(true) });
export const ruleSchema = z.discriminatedUnion('effect', [
  /** Without `release_by` only a new artifact leads out. */
  z.strictObject({ ...ruleBase, effect: z.literal('block'), release_by: releaseSchema.optional() }),
  z.strictObject({ ...ruleBase, effect: z.literal('require'), requires: requirementSchema }),
  z.strictObject({ ...ruleBase, effect: z.literal('bounce') }),
  z.strictObject({ ...ruleBase, effect: z.literal('auto_merge') }),
]);
export type Rule = z.infer<typeof ruleSchema>;
export type RuleOf<Effect extends Rule['effect']> = Extract<Rule, { effect: Effect }>;

export const DISPATCHES = ['unattended', 'attended', 'deny'] as const;
export type Dispatch = (typeof DISPATCHES)[number];
/** Under another name: an object literal with this key looks like a promise. */
const outcome = 'then' as const;
export const dispatchRuleSchema = z.strictObject({
  id: nameSchema,
  description: sentence.default(''),
  when: conditionSchema,
  [outcome]: z.enum(DISPATCHES),
});
export type DispatchRule = z.infer<typeof dispatchRuleSchema>;

export const settingsSchema = z.strictObject({
  /** What is not known restricts; there is no other way. */
  on_unknown: z.literal('restrict').default('restrict'),
  glob: z.strictObject({ dot: z.literal(true), nocase: z.literal(true) }).default({ dot: true, nocase: true }),
  rename: z.literal('both_sides').default('both_sides'),
  checks: z
    .strictObject({
      /** By name, on top of every check of the contract, which are always required. */
      required: z.array(z.string().min(1).max(100)).max(50).default([]),
      trusted_sources: wordsSchema.default(['control-plane']),
      skipped_counts_as: z.literal('missing').default('missing'),
      bind_to: z.enum(['merge_result_tree', 'head_tree']).default('merge_result_tree'),
    })
    .prefault({}),
  /** Finding classes or id prefixes whose detectors must say `ran`; a missing one makes what depends on it unknown. */
  detectors: z.strictObject({ required: wordsSchema }),
  approvals: z.strictObject({
    eligible_roles: rolesSchema,
    /** The requester, agents and service accounts never count, whether they are named or not. */
    never: z
      .array(z.enum(['agent', 'requester', 'committer', 'service_account']))
      .min(1)
      .default(['agent', 'requester', 'committer', 'service_account']),
    stale_on: z.enum(['any_change', 'code_change', 'never']).default('any_change'),
    /** A request for changes stands until the same person approves, or an admin approves with a reason. */
    request_changes: z.literal('sticky').default('sticky'),
  }),
  bounce: z.strictObject({ max_rounds: z.number().int().min(0).max(10) }).default({ max_rounds: 2 }),
  default_requirement: requirementSchema.extend({ id: nameSchema }),
});

export const pathSetsSchema = z.record(nameSchema, z.array(z.string().min(1).max(300)).min(1).max(200));

export const policySchema = z.strictObject({
  apiVersion: z.literal('approval/v1'),
  kind: z.literal('ApprovalPolicy'),
  metadata: z.strictObject({
    name: nameSchema,
    version: z.number().int().min(1),
    enforcement: z.enum(['draft', 'evaluate', 'active', 'disabled']).default('active'),
    owners: wordsSchema.default(['admin']),
    /** Repositories that it is for; all when it is left out. */
    scope: z.strictObject({ repos: wordsSchema }).optional(),
  }),
  settings: settingsSchema,
  path_sets: pathSetsSchema,
  composites: z.record(nameSchema, namesSchema).default({}),
  dispatch: z.strictObject({
    default: z.enum(DISPATCHES),
    /** What pauses a run at its first sign, until a person lets it go on. */
    tripwires: z.array(z.enum(TRIPWIRES)).default([...TRIPWIRES]),
    rules: z.array(dispatchRuleSchema).max(50),
  }),
  rules: z.array(ruleSchema).max(200),
  merge: z
    .strictObject({
      queue: z.boolean().default(true),
      revalidate: z.literal('merge_result').default('merge_result'),
      audit_sample_percent: z.number().min(0).max(100).default(5),
      revert_on: z.array(z.string().min(1).max(100)).max(20).default([]),
    })
    .optional(),
  change_control: z
    .strictObject({
      second_owner_required_for: z.array(z.literal('widening')).max(1),
      must_pass_tests: z.boolean(),
      backtest_window_days: z.number().int().min(1).max(365),
    })
    .default({ second_owner_required_for: ['widening'], must_pass_tests: true, backtest_window_days: 30 }),
  /** Facts and what they must come to; run before a version may be activated. */
  tests: z.array(policyCaseSchema).max(500).default([]),
});
export type Policy = z.infer<typeof policySchema>;
