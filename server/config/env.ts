import { resolve } from 'node:path';
import { z } from 'zod';
import { PROVIDER_KEY_VARIABLES } from './variables.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** All problems of the configuration at once; the message is for the operator's terminal and never holds a value. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const urlWith = (protocols: readonly string[], says: string) =>
  z.string({ error: says }).refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), says);

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const common = {
  DATABASE_URL: urlWith(['postgres:', 'postgresql:'], 'must be set to a postgres:// address'),
  COUNTERSIGN_DATA_DIR: z
    .string()
    .default('./data')
    .transform((path) => resolve(path)),
  COUNTERSIGN_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
};

const webSchema = z
  .object({
    ...common,
    COUNTERSIGN_URL: urlWith(['http:', 'https:'], 'must be an http:// or https:// address').optional(),
    COUNTERSIGN_AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    COUNTERSIGN_TRUST_PROXY: z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0'),
    HOST: z.string().default('127.0.0.1'),
    PORT: wholeNumber(0, 65_535).default(3_000),
  })
  .transform((env) => ({
    databaseUrl: env.DATABASE_URL,
    dataDir: env.COUNTERSIGN_DATA_DIR,
    logLevel: env.COUNTERSIGN_LOG_LEVEL,
    host: env.HOST,
    port: env.PORT,
    /** Without a trailing slash. */
    publicUrl: new URL(env.COUNTERSIGN_URL ?? `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${env.PORT}`).origin,
    /** Null: the secret is a file of the data directory. */
    authSecret: env.COUNTERSIGN_AUTH_SECRET ?? null,
    trustProxy: env.COUNTERSIGN_TRUST_PROXY === '1',
  }));
export type WebEnv = z.output<typeof webSchema>;

const workerSchema = z
  .object({
    ...common,
    COUNTERSIGN_WORKER_CAPACITY: wholeNumber(1, 64).default(2),
    DOCKER_HOST: urlWith(['unix:', 'tcp:', 'http:', 'https:', 'ssh:'], 'must be a unix:// or tcp:// address').optional(),
    ...Object.fromEntries(PROVIDER_KEY_VARIABLES.map((name) => [name, z.string().optional()])),
  })
  .transform((env) => ({
    databaseUrl: env.DATABASE_URL,
    dataDir: env.COUNTERSIGN_DATA_DIR,
    logLevel: env.COUNTERSIGN_LOG_LEVEL,
    capacity: env.COUNTERSIGN_WORKER_CAPACITY,
    dockerHost: env.DOCKER_HOST ?? null,
    /** Values of the provider keys that are set, by variable name. */
    providerKeys: providerKeys(env),
  }));
/** `operatorEnv`: git takes ssh keys, credential helpers, proxies and certificates for contacting sources from it, and nothing else does. */
export type WorkerEnv = z.output<typeof workerSchema> & { readonly operatorEnv: Variables };

const providerKeys = (env: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(PROVIDER_KEY_VARIABLES.flatMap((name) => (typeof env[name] === 'string' ? [[name, env[name]]] : [])));

/** An empty variable is what compose files leave behind for one that is not set. */
const withoutEmpty = (variables: Variables): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));

const parse = <T>(schema: z.ZodType<T>, variables: Variables): T => {
  const parsed = schema.safeParse(withoutEmpty(variables));
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
};

export const webEnv = (variables: Variables = process.env): WebEnv => parse(webSchema, variables);
export const workerEnv = (variables: Variables = process.env): WorkerEnv => ({ ...parse(workerSchema, variables), operatorEnv: variables });
