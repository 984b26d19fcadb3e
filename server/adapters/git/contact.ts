import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckedSource } from '../../domain/repository/source.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { closedEnv } from './run-git.ts';
import { runProgram } from './run-program.ts';

/** The worker's own environment, from which ssh keys, credential helpers, proxies and certificates are taken. */
export type OperatorEnv = Readonly<Record<string, string | undefined>>;

/** How to reach a source: what git needs beside the address. */
export type Contact = {
  readonly address: string;
  readonly env: Readonly<Record<string, string>>;
  /** Options for `ls-remote` and `fetch`, and for `push`. */
  readonly fetchOptions: readonly string[];
  readonly pushOptions: readonly string[];
  readonly end: () => Promise<void>;
};

const PASSED_ON = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL'],
  ...['SSH_AUTH_SOCK', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_SSH_VARIANT', 'GIT_ASKPASS', 'SSH_ASKPASS'],
  ...['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH'],
];

/**
 * The operator's credentials and ssh set-up apply here, and only here; nothing that a repository says does. The server side
 * of a local repository runs as the repository's owner: its hooks must not get the worker's rights, and a push must not
 * leave files behind that the owner cannot change.
 */
export const openContact = async (source: CheckedSource, operator: OperatorEnv): Promise<Result<Contact>> => {
  const env: Record<string, string> = {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: 'file:https:ssh',
    GIT_CEILING_DIRECTORIES: '/',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10',
  };
  for (const name of PASSED_ON) {
    const value = operator[name];
    if (value !== undefined) env[name] = value;
  }
  // A program named by GIT_SSH would be passed over in favour of our default command.
  if (operator.GIT_SSH !== undefined && operator.GIT_SSH_COMMAND === undefined) delete env.GIT_SSH_COMMAND;
  const plain: Contact = { address: source.address, env, fetchOptions: [], pushOptions: [], end: async () => {} };
  return source.kind === 'local' ? localContact(source, plain) : ok(plain);
};

const localContact = async (source: CheckedSource & { kind: 'local' }, plain: Contact): Promise<Result<Contact>> => {
  const { path } = source;
  const owner = await ownerOf(path);
  if (owner === null)
    return fail(
      failure('repository_unreachable', `There is no directory ${path} on the worker machine, or the worker may not look into it.`),
    );
  const own = process.getuid?.() ?? owner.uid;
  if (owner.uid === own) return ok(plain);
  if (own !== 0) return ok(await trustingContact(path, plain));

  const become = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const entered = await runProgram(become[0] ?? '', [...become.slice(1), 'test', '-x', path], { env: closedEnv(plain.env.PATH ?? '') });
  if (entered.exitCode !== 0) {
    return fail(
      failure(
        'repository_unreachable',
        `The owner of ${path} (user ${owner.uid}) cannot enter it, so the worker, which reads it as its owner, cannot either.`,
      ),
    );
  }
  const asOwner = [...become, 'env', '-u', 'XDG_CONFIG_HOME', '-u', 'GIT_CONFIG_GLOBAL', 'HOME=/nonexistent'].join(' ');
  return ok({
    ...plain,
    fetchOptions: [`--upload-pack=${asOwner} git-upload-pack`],
    pushOptions: [`--receive-pack=${asOwner} git-receive-pack`],
  });
};

/**
 * Git refuses a repository of another user unless a configuration file says otherwise: `-c safe.directory` does not reach the
 * server side, an environment-named file does. It names this one path and keeps what the operator has.
 */
const trustingContact = async (path: string, plain: Contact): Promise<Contact> => {
  const dir = await mkdtemp(join(tmpdir(), 'countersign-contact-'));
  const file = join(dir, 'gitconfig');
  const include = plain.env.GIT_CONFIG_GLOBAL ?? '~/.gitconfig';
  const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
  await writeFile(
    file,
    `[include]\n\tpath = ${quoted(include)}\n[safe]\n\tdirectory = ${quoted(path)}\n\tdirectory = ${quoted(join(path, '.git'))}\n`,
  );
  return { ...plain, env: { ...plain.env, GIT_CONFIG_GLOBAL: file }, end: () => rm(dir, { recursive: true, force: true }) };
};

const ownerOf = async (path: string): Promise<{ uid: number; gid: number } | null> => {
  for (const candidate of [join(path, '.git'), path]) {
    try {
      const { uid, gid } = await stat(candidate);
      return { uid, gid };
    } catch {
      // Not a work tree, or not there at all: the next one tells.
    }
  }
  return null;
};
