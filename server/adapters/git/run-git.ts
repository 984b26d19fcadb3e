import { existsSync } from 'node:fs';
import { type Ran, type RunOptions, runProgram } from './run-program.ts';

export type GitOptions = Omit<RunOptions, 'env'> & {
  readonly env?: Readonly<Record<string, string>>;
  /** For bytes that an agent made: bounded memory and processor time. */
  readonly guarded?: boolean;
};
/** Git on one of our own bare repositories. */
export type Git = (gitDir: string, args: readonly string[], options?: GitOptions) => Promise<Ran>;

/** No system, global or user configuration, no attributes, no prompts, no fetching of missing objects, no replacements. */
export const closedEnv = (path: string): Readonly<Record<string, string>> => ({
  PATH: path,
  LC_ALL: 'C',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_ALLOW_PROTOCOL: 'none',
});

export const FIXED_CONFIG: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.quotePath=false',
  // Larger blobs are streamed and never diffed.
  'core.bigFileThreshold=16m',
  'gc.auto=0',
  'maintenance.auto=false',
  'diff.renames=true',
  'diff.renameLimit=1000',
  'commit.gpgSign=false',
  'push.gpgSign=false',
].flatMap((entry) => ['-c', entry]);

const PRLIMIT = '/usr/bin/prlimit';
const GUARD = ['--data=2147483648', '--cpu=300', '--core=0', '--'];

export const closedGit =
  (path: string): Git =>
  (gitDir, args, options = {}) => {
    const { guarded, env, ...rest } = options;
    const gitArgs = [`--git-dir=${gitDir}`, '--literal-pathspecs', ...FIXED_CONFIG, ...args];
    const all = { ...rest, env: { ...closedEnv(path), ...env } };
    return guarded && existsSync(PRLIMIT) ? runProgram(PRLIMIT, [...GUARD, 'git', ...gitArgs], all) : runProgram('git', gitArgs, all);
  };

export const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** Guards against a caller's mistake, never against people: ids come from our own database. */
export const mustBeSha = (...shas: readonly string[]): void => {
  for (const sha of shas) if (!isSha(sha)) throw new Error(`not an object name: ${JSON.stringify(sha)}`);
};

export const BRANCH_NAME = /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)|@\{))[A-Za-z0-9][A-Za-z0-9._/-]{0,199}(?<![./])$/;

/** Branches that we name ourselves; stricter than git. */
export const mustBeTaskBranch = (branch: string): void => {
  if (!BRANCH_NAME.test(branch)) throw new Error(`not a task branch: ${JSON.stringify(branch)}`);
};
