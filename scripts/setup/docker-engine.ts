import { spawn } from 'node:child_process';
import { access, mkdir, open, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clearDeadPidFile } from './dead-pid-file.ts';
import { installDebianPackages } from './debian-packages.ts';
import { announce, isRoot, lastLines, report, runCommand, SetupStop, type StepReport } from './step.ts';

const STEP = 'docker engine';
const SOCKET = '/var/run/docker.sock';
const START_DEADLINE_MS = 60_000;
const PID_FILES = ['/var/run/docker.pid', '/var/run/docker/containerd/containerd.pid'];
const PROGRAMS = ['dockerd', 'containerd'];

/** `stop` ends an engine that this call started as a process of its own; null for one that was there or is the system's service. */
export type EngineReport = StepReport & { readonly stop: (() => Promise<void>) | null };

const notOurs = (did: StepReport['did'], what: string): EngineReport => ({ ...report(STEP, did, what), stop: null });

/**
 * A Docker engine that answers. Order: one that runs is used; one that is installed is started; one that is missing is
 * installed where we may (root on Debian or Ubuntu). `DOCKER_HOST`, when set, is the only engine looked at.
 */
export async function dockerEngine(root: string): Promise<EngineReport> {
  const chosen = process.env.DOCKER_HOST;
  if (chosen) {
    const answer = await pingHost(chosen);
    if (answer.version) return notOurs('skipped', `running ${answer.version} at ${chosen}`);
    throw new SetupStop(
      `${STEP}: DOCKER_HOST is ${chosen}, and nothing answers there (${answer.problem}). Start it, or unset DOCKER_HOST.`,
    );
  }
  const answer = await ping(SOCKET);
  if (answer.version) return notOurs('skipped', `running ${answer.version}`);
  if (answer.problem === 'EACCES') {
    throw new SetupStop(
      `${STEP}: it runs, but you may not use ${SOCKET}. Run:\n\n  sudo usermod -aG docker "$USER" && newgrp docker\n\nthen start again.`,
    );
  }
  const otherwise = 'Install Docker as your system wants it, start it, then start again.';
  if (!(await hasCommand('dockerd'))) {
    await installDebianPackages(STEP, ['docker.io', 'iptables'], otherwise);
    const afterInstall = await ping(SOCKET);
    if (afterInstall.version) return notOurs('done', `installed and running ${afterInstall.version}`);
  }
  if (!isRoot())
    throw new SetupStop(
      `${STEP}: installed but not running, and starting it needs root. Run:\n\n  sudo systemctl start docker\n\nthen start again.`,
    );
  if (await isSystemd()) return notOurs('done', `started ${await startService()}`);
  return { ...report(STEP, 'done', `started ${await start(root)}`), stop: stopEngine };
}

async function startService(): Promise<string> {
  announce(STEP, 'starting with systemctl');
  const started = await runCommand('systemctl', ['start', 'docker']);
  const version = started.exitCode === 0 ? await waitForAnswer(null) : null;
  if (version) return version;
  throw new SetupStop(`${STEP}: "systemctl start docker" did not bring it up:\n${lastLines(started)}\n\nSee: journalctl -u docker`);
}

/** Asks the engine to end and waits until it has: it ends its own containerd. */
async function stopEngine(): Promise<void> {
  const [pidFile = ''] = PID_FILES;
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).trim());
  if (!Number.isInteger(pid) || pid <= 1) return;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline && (await isThere(pidFile))) await sleep(100);
}

async function start(root: string): Promise<string> {
  const log = join(root, '.cache', 'dockerd.log');
  await mkdir(join(root, '.cache'), { recursive: true });
  announce(STEP, `starting dockerd (log: ${log})`);
  for (const file of PID_FILES) await clearDeadPidFile(file, PROGRAMS);
  const version = await waitForAnswer(await spawnEngine(log, []));
  if (version) return version;
  // Some containers and virtual machines refuse the bridge's firewall rules. Nothing of ours needs a container network.
  announce(STEP, 'it did not come up; starting it without a container network');
  for (const file of PID_FILES) await clearDeadPidFile(file, PROGRAMS);
  const plain = await waitForAnswer(await spawnEngine(log, ['--bridge=none', '--iptables=false', '--ip6tables=false']));
  if (plain) return plain;
  const tail = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-8).join('\n');
  throw new SetupStop(`${STEP}: dockerd does not come up. The end of ${log}:\n${tail}`);
}

type Engine = { hasEnded: () => boolean };

/** In its own session, with its output in a file: it outlives us and holds none of our pipes. */
async function spawnEngine(log: string, args: readonly string[]): Promise<Engine> {
  const file = await open(log, 'a');
  const child = spawn('dockerd', args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', file.fd, file.fd],
    env: { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin` },
  });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', () => {
    ended = true;
  });
  child.unref();
  await file.close();
  return { hasEnded: () => ended };
}

async function waitForAnswer(engine: Engine | null): Promise<string | null> {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    const answer = await ping(SOCKET);
    if (answer.version) return answer.version;
    // Ours gave way when somebody else's start was quicker: then that one is waited for.
    if (engine?.hasEnded() && !(await isSomebodyStarting())) return null;
    await sleep(200);
  }
  return null;
}

async function isSomebodyStarting(): Promise<boolean> {
  const [pidFile = ''] = PID_FILES;
  await clearDeadPidFile(pidFile, PROGRAMS);
  return isThere(pidFile);
}

async function isSystemd(): Promise<boolean> {
  return (await readFile('/proc/1/comm', 'utf8').catch(() => '')).trim() === 'systemd';
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function hasCommand(name: string): Promise<boolean> {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin'];
  for (const folder of folders) if (await isThere(join(folder, name))) return true;
  return false;
}

type Answer = { readonly version: string | null; readonly problem: string };

function pingHost(host: string): Promise<Answer> {
  if (host.startsWith('unix://')) return ping(host.slice('unix://'.length).replace(/^~/, homedir()));
  const url = URL.canParse(host.replace(/^tcp:/, 'http:')) ? new URL(host.replace(/^tcp:/, 'http:')) : null;
  if (url?.protocol !== 'http:') return Promise.resolve({ version: null, problem: 'only unix:// and tcp:// addresses are understood' });
  return ask({ host: url.hostname, port: url.port || '2375' });
}

const ping = (socketPath: string): Promise<Answer> => ask({ socketPath });

function ask(where: { socketPath: string } | { host: string; port: string }): Promise<Answer> {
  return new Promise((resolve) => {
    const call = request({ ...where, path: '/version', timeout: 3_000 }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      response.on('end', () => resolve(versionIn(body)));
    });
    call.once('timeout', () => call.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    call.once('error', (error: NodeJS.ErrnoException) => resolve({ version: null, problem: error.code ?? error.message }));
    call.end();
  });
}

function versionIn(body: string): Answer {
  try {
    const version: unknown = JSON.parse(body).Version;
    if (typeof version === 'string') return { version, problem: '' };
  } catch {
    // Not JSON: something else answers there.
  }
  return { version: null, problem: 'what answers is not a Docker engine' };
}
