import { z } from 'zod';

/**
 * The contract of a task: five parts and a stop rule. Data, not prose: each clause is enforced by the machine. The same
 * schema checks the form, the YAML that people paste, the API and the scenarios.
 */
const text = (min: number, max: number) => z.string().trim().min(min).max(max);

/** A glob over repository paths: relative, forward slashes, no `..`, no control characters. */
export const pathGlobSchema = z
  .string()
  .trim()
  .min(1)
  .max(300)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  .refine((glob) => !/[\u0000-\u001f\u007f\\]/.test(glob), 'Use forward slashes and no control characters.')
  .refine((glob) => !glob.startsWith('/') && !glob.split('/').includes('..'), 'Write the path relative to the repository, without "..".');

export const slugSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'Use small letters, digits, dots, dashes and underscores.');

export const branchNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^(?!-)(?!.*\.\.)(?!.*\/\/)(?!.*@\{)[^\s~^:?*[\\\u007f]+(?<!\.lock)(?<!\/)(?<!\.)$/u, 'This is not a git branch name.');

export const checkSchema = z.object({
  name: slugSchema,
  /** Run by `sh -c` in `/workspace`, in a clean container without network. */
  command: text(1, 2_000),
  /** The reproduction: must fail on the base (with the result's tests) and pass on the result. */
  reproduces: z.boolean().default(false),
  timeoutMinutes: z.number().int().min(1).max(120).default(10),
});
export type Check = z.infer<typeof checkSchema>;

export const RISK_LEVELS = ['low', 'medium', 'high'] as const;
export const CONFLICT_HANDLERS = ['agent', 'person'] as const;
export const RETURN_KINDS = ['change', 'investigation', 'failing_test'] as const;

export const contractSchema = z.object({
  title: text(3, 140),
  task: z.object({
    /** One concrete outcome: what should be true afterwards. */
    outcome: text(1, 10_000),
    /** Links, error messages, hints. */
    context: z.string().max(50_000).default(''),
  }),
  boundary: z.object({
    allowedPaths: z.array(pathGlobSchema).max(100).default([]),
    deniedPaths: z.array(pathGlobSchema).max(100).default([]),
    networkHosts: z.array(z.string().trim().min(1).max(253)).max(50).default([]),
    /** Command prefixes, e.g. `npm test`. Empty: every command inside the sandbox is allowed. */
    allowedCommands: z.array(text(1, 300)).max(100).default([]),
    deniedCommands: z.array(text(1, 300)).max(100).default([]),
    risk: z.enum(RISK_LEVELS).default('low'),
    maxFiles: z.number().int().min(1).max(1_000).default(20),
    maxLines: z.number().int().min(1).max(100_000).default(400),
  }),
  environment: z.object({
    /** Name of a registered repository. */
    repository: slugSchema,
    baseBranch: branchNameSchema,
    /** Name of an agent profile. */
    agent: slugSchema,
  }),
  verification: z.object({ checks: z.array(checkSchema).max(20).default([]) }),
  returns: z.object({
    artifact: z.enum(RETURN_KINDS).default('change'),
    /** Who deals with it when the approved change no longer fits the base branch: the agent, in a next run, or a person. */
    onConflict: z.enum(CONFLICT_HANDLERS).default('agent'),
  }),
  stop: z.object({
    minutes: z.number().int().min(1).max(480).default(60),
    noProgressMinutes: z.number().int().min(1).max(240).default(15),
    /** Conditions in words; they go into the prompt. */
    conditions: z.array(text(1, 1_000)).max(20).default([]),
  }),
});
/** A whole, valid contract. */
export type Contract = z.infer<typeof contractSchema>;
/** What a form or a YAML text may leave out. */
export type ContractInput = z.input<typeof contractSchema>;
