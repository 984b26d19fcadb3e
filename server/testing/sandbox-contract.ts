import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, SANDBOX_UID } from '../domain/run/limits.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Sandbox, SandboxEngine, SandboxExit, SandboxSpec } from '../ports/sandbox.ts';
import { ISOLATION_PROBE, type IsolationFacts } from './isolation-probe.ts';

export type SandboxContractSubject = {
  readonly engine: SandboxEngine;
  /** A second installation on the same engine: neither may see or touch the other's sandboxes. */
  readonly stranger: SandboxEngine;
  /** An image that holds a shell, coreutils, util-linux, procps and Node. */
  readonly image: string;
};

const LIMITS = { ...DEFAULT_LIMITS, memoryMb: 256, cpus: 1, pids: 64, tmpMb: 16, homeMb: 8, workspaceMb: 32, logMb: 2, openFiles: 512 };

type Ended = SandboxExit & { readonly stdout: string; readonly stderr: string };

/** What every sandbox engine must do, each line of the isolation profile proven from inside. */
export function sandboxContract(subject: SandboxContractSubject): void {
  const { engine, stranger, image } = subject;
  const live: Sandbox[] = [];
  let scratch = '';
  let facts: IsolationFacts;
  let listeners: readonly Server[] = [];

  const spec = (command: readonly string[], more: Partial<SandboxSpec> = {}): SandboxSpec => ({
    name: `countersign-contract-${randomUUID().slice(0, 8)}`,
    image,
    command,
    env: { MARKER: 'seen inside' },
    workingDir: '/',
    mounts: [],
    limits: LIMITS,
    labels: { 'dev.countersign.role': 'contract' },
    stdin: false,
    ...more,
  });
  const start = async (command: readonly string[], more: Partial<SandboxSpec> = {}): Promise<Sandbox> => {
    const sandbox = value(await engine.start(spec(command, more)));
    live.push(sandbox);
    return sandbox;
  };
  const run = async (command: readonly string[], more: Partial<SandboxSpec> = {}): Promise<Ended> => {
    const sandbox = await start(command, more);
    const [stdout, stderr, exit] = await Promise.all([text(sandbox.stdout), text(sandbox.stderr), sandbox.exited]);
    value(await sandbox.remove());
    return { ...exit, stdout, stderr };
  };
  const shell = (script: string, more: Partial<SandboxSpec> = {}) => run(['sh', '-c', script], more);

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'countersign-contract-'));
    await chmod(scratch, 0o755);
    for (const name of ['mine', 'theirs']) {
      await mkdir(join(scratch, name));
      await chown(join(scratch, name), SANDBOX_UID, SANDBOX_UID);
      await writeFile(join(scratch, name, 'there.txt'), 'before');
      await chown(join(scratch, name, 'there.txt'), SANDBOX_UID, SANDBOX_UID);
    }
    // Two doors of this machine that must not open from inside: a port on every interface and an abstract socket.
    const port = await listen({ host: '0.0.0.0', port: 0 });
    const abstract = await listen({ path: `\0countersign-contract-${process.pid}` });
    listeners = [port.server, abstract.server];
    const env = { PROBE_PORT: String(port.port), PROBE_ABSTRACT: `countersign-contract-${process.pid}` };
    const mounts = [
      { source: join(scratch, 'mine'), target: '/workspace', readOnly: false },
      { source: join(scratch, 'theirs'), target: '/objects', readOnly: true },
    ];
    const probe = await run(['node', '-e', ISOLATION_PROBE], { env, mounts, workingDir: '/workspace' });
    expect(probe.stderr).toBe('');
    facts = JSON.parse(probe.stdout);
  }, 60_000);

  afterAll(async () => {
    for (const sandbox of live) await sandbox.remove();
    for (const server of listeners) server.close();
    await rm(scratch, { recursive: true, force: true });
  }, 60_000);

  describe('isolation, seen from inside', () => {
    it('has no network interface but loopback, and reaches nothing', () => {
      expect(facts.interfaces).toEqual(['lo']);
      expect(facts.connects).toEqual({
        internet: 'ENETUNREACH',
        bridge: 'ENETUNREACH',
        loopback: 'ECONNREFUSED',
        abstract: 'ECONNREFUSED',
      });
    });
    it('has no capability, and can gain none', () => {
      expect(facts.status.CapEff).toMatch(/^0+$/);
      expect(facts.status.CapPrm).toMatch(/^0+$/);
      expect(facts.status.CapBnd).toMatch(/^0+$/);
      expect(facts.status.NoNewPrivs).toBe('1');
      expect(facts.status.Seccomp).toBe('2');
    });
    it('runs as the sandbox user, in no other group', () => {
      expect(facts.uid).toBe(SANDBOX_UID);
      expect(facts.gid).toBe(SANDBOX_UID);
      expect(facts.groups.filter((group) => group !== SANDBOX_UID)).toEqual([]);
    });
    it('cannot write outside /tmp, home and its writable mounts', () => {
      expect(facts.writes['/']).toBe('EROFS');
      expect(facts.writes['/etc']).toBe('EROFS');
      expect(facts.writes['/usr/local/bin']).toBe('EROFS');
      expect(facts.writes['/proc/sys/kernel']).not.toBe('written');
      expect(facts.writes['/sys/fs/cgroup']).not.toBe('written');
      expect(facts.writes['/objects']).toBe('EROFS');
      expect(facts.writes['/tmp']).toBe('written');
      expect(facts.writes['/home/agent']).toBe('written');
      expect(facts.writes['/workspace']).toBe('written');
    });
    it('leaves a read-only mount as it was, and a writable one changed', async () => {
      expect(await readFile(join(scratch, 'theirs/there.txt'), 'utf8')).toBe('before');
      expect(facts.overwrites).toEqual({ '/workspace/there.txt': 'written', '/objects/there.txt': 'EROFS' });
      expect(await readFile(join(scratch, 'mine/there.txt'), 'utf8')).toBe('after');
    });
    it('has /tmp and home of the declared size', () => {
      expect(facts.sizesMb['/tmp']).toBe(LIMITS.tmpMb);
      expect(facts.sizesMb['/home/agent']).toBe(LIMITS.homeMb);
      expect(facts.fills['/tmp']).toEqual({ code: 'ENOSPC', megabytes: LIMITS.tmpMb });
      expect(facts.fills['/home/agent']).toEqual({ code: 'ENOSPC', megabytes: LIMITS.homeMb });
    });
    it('caps one file and the number of open files', () => {
      expect(facts.fileCap).toBe('EFBIG');
      expect(facts.openFiles).toBe(String(LIMITS.openFiles));
      expect(facts.coreFiles).toBe('0');
    });
    it('sees no socket of the engine, no disk of the machine, no process but its own', () => {
      expect(facts.sockets).toEqual([]);
      expect(facts.blockDevices).toEqual([]);
      expect(facts.processes.length).toBeLessThan(8);
    });
    it('has an init before its command, to reap what agents leave behind', () => {
      expect(facts.init).toMatch(/init|tini/);
    });
    it('has its share of the processors, and goes first when the machine runs out of memory', () => {
      expect(facts.cpus).toBe(LIMITS.cpus);
      expect(facts.oomScore).toBe('500');
    });
    it('shares no memory segments and no control groups with the machine', () => {
      expect(facts.sizesMb['/dev/shm']).toBe(64);
      expect(facts.cgroups).toEqual(['/']);
    });
    it('can make no user namespace, no mount and no device', () => {
      expect(facts.escapes.unshare).not.toBe(0);
      expect(facts.escapes.mount).not.toBe(0);
      expect(facts.escapes.mknod).not.toBe(0);
    });
    it('sees the environment that was given, and none of ours', () => {
      expect(facts.home).toBe('/home/agent');
      for (const name of facts.environment)
        expect(['DATABASE_URL', 'ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'DOCKER_HOST']).not.toContain(name);
    });
  });

  describe('limits', () => {
    it('refuses a fork bomb, and the machine stays healthy', async () => {
      const bomb = await start(['bash', '-c', 'f() { f | f & }; f; sleep 60']);
      const complaint = await firstMatch(bomb.stderr, /Resource temporarily unavailable|Cannot fork|retry/);
      expect(complaint).toBe(true);
      expect((await shell('echo healthy')).stdout).toBe('healthy\n');
      const before = Date.now();
      value(await bomb.remove());
      expect(Date.now() - before).toBeLessThan(5_000);
    }, 30_000);

    it('ends a memory bomb, and says why', async () => {
      const ended = await run(['node', '-e', 'const all = []; for (;;) all.push(Buffer.alloc(16 << 20, 1));']);
      expect(ended.exitCode).not.toBe(0);
      expect(ended.outOfMemory).toBe(true);
      expect((await shell('exit 1')).outOfMemory).toBe(false);
    }, 30_000);
  });

  describe('streams', () => {
    it('carries 5 MB in and out, byte for byte', async () => {
      const sandbox = await start(['cat'], { stdin: true });
      const sent = randomBytes(5 * 1024 * 1024);
      const received = bytes(sandbox.stdout);
      const writer = sandbox.stdin?.getWriter();
      for (let at = 0; at < sent.length; at += 70_001) await writer?.write(sent.subarray(at, at + 70_001));
      await writer?.close();
      expect(digest(await received)).toBe(digest(sent));
      expect((await sandbox.exited).exitCode).toBe(0);
    }, 30_000);

    it('keeps stdout and stderr apart, from the first byte to the last', async () => {
      const ended = await shell('printf first; printf second >&2; printf " \\033[31mred"; printf " last" >&2; exit 7');
      expect(ended).toMatchObject({ stdout: 'first \u001b[31mred', stderr: 'second last', exitCode: 7, outOfMemory: false });
    });

    it('makes a process wait for a reader that does not read', async () => {
      const sandbox = await start(['sh', '-c', 'head -c 64000000 /dev/zero; echo done >&2']);
      await sleep(1_500);
      const state = value(await engine.find(sandbox.name));
      expect(state?.state).toBe('running');
      expect((await bytes(sandbox.stdout)).length).toBe(64_000_000);
      expect(await text(sandbox.stderr)).toBe('done\n');
    }, 30_000);

    it('gives no stdin where none was asked for', async () => {
      const sandbox = await start(['cat']);
      expect(sandbox.stdin).toBeNull();
      expect((await sandbox.exited).exitCode).toBe(0);
    });
  });

  describe('life', () => {
    it('takes an exit code as a result, also of a program that is not there', async () => {
      expect((await shell('exit 3')).exitCode).toBe(3);
      const started = await engine.start(spec(['no-such-program']));
      if (!started.ok) return expect(started.failure.code).toBe('sandbox_start_failed');
      live.push(started.value);
      expect((await started.value.exited).exitCode).toBe(127);
    });

    it('fails for an image that is not there, and for a mount source that is not there', async () => {
      const missing = await engine.start(spec(['true'], { image: 'countersign/no-such-image:never' }));
      expect(missing).toMatchObject({ ok: false, failure: { code: 'sandbox_image_missing' } });
      expect(await engine.imageDigest('countersign/no-such-image:never')).toMatchObject({
        ok: false,
        failure: { code: 'sandbox_image_missing' },
      });
      const unmountable = spec(['true'], { mounts: [{ source: join(scratch, 'nowhere'), target: '/workspace', readOnly: false }] });
      expect(await engine.start(unmountable)).toMatchObject({ ok: false, failure: { code: 'sandbox_start_failed' } });
      expect(value(await engine.find(unmountable.name))).toBeNull();
    });

    it('says which image it runs', async () => {
      const sandbox = await start(['true']);
      expect(sandbox.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(value(await engine.imageDigest(image))).toBe(sandbox.imageDigest);
    });

    it('describes itself', async () => {
      const facts = value(await engine.describe());
      expect(facts.runtimes).toContain(facts.defaultRuntime);
    });

    it('pauses and resumes, each as often as one likes', async () => {
      const sandbox = await start(['sh', '-c', 'while :; do echo tick; sleep 0.05; done']);
      const reader = sandbox.stdout.getReader();
      await reader.read();
      value(await sandbox.pause());
      value(await sandbox.pause());
      expect(value(await engine.find(sandbox.name))?.state).toBe('paused');
      value(await sandbox.resume());
      value(await sandbox.resume());
      expect(value(await engine.find(sandbox.name))?.state).toBe('running');
      await reader.read();
      value(await sandbox.pause());
      value(await sandbox.remove());
      expect(await sandbox.resume()).toMatchObject({ ok: false, failure: { code: 'illegal_move' } });
    });

    it('removes in under five seconds while attached, and twice', async () => {
      const sandbox = await start(['sh', '-c', 'trap "" TERM; yes'], { stdin: true });
      await sandbox.stdout.getReader().read();
      const before = Date.now();
      value(await sandbox.remove());
      expect(Date.now() - before).toBeLessThan(5_000);
      expect(value(await engine.find(sandbox.name))).toBeNull();
      expect((await sandbox.exited).exitCode).toBe(137);
      value(await sandbox.remove());
      expect(value(await engine.remove(sandbox.name))).toBe(false);
    });

    it('finds, lists and removes its own sandboxes by name, and no stranger’s', async () => {
      const sandbox = await start(['sleep', '60'], { labels: { 'dev.countersign.role': 'contract', 'dev.countersign.run': 'r1' } });
      const found = value(await engine.find(sandbox.name));
      expect(found).toMatchObject({ name: sandbox.name, state: 'running', labels: { 'dev.countersign.run': 'r1' } });
      expect(value(await engine.list()).map((state) => state.name)).toContain(sandbox.name);
      expect(value(await stranger.list()).map((state) => state.name)).not.toContain(sandbox.name);
      expect(value(await stranger.find(sandbox.name))).toBeNull();
      expect(value(await stranger.remove(sandbox.name))).toBe(false);
      expect(value(await engine.remove(sandbox.name))).toBe(true);
      expect((await sandbox.exited).exitCode).toBe(137);
    });
  });

  describe('exec', () => {
    it('runs beside the main process, as the same user, with bytes and exit code', async () => {
      const sandbox = await start(['sleep', '60']);
      const options = { maxBytes: 1_000, timeoutMs: 10_000 };
      const done = value(await sandbox.exec(['sh', '-c', 'id -u; printf "\\377\\000" ; echo oops >&2; exit 4'], options));
      expect(Buffer.from(done.stdout).toString('latin1')).toBe(`${SANDBOX_UID}\n\u00ff\u0000`);
      expect(done).toMatchObject({ stderr: 'oops\n', exitCode: 4, truncated: false, timedOut: false });
    });

    it('cuts and kills what writes too much', async () => {
      const sandbox = await start(['sleep', '60']);
      const done = value(await sandbox.exec(['yes'], { maxBytes: 100_000, timeoutMs: 20_000 }));
      expect(done).toMatchObject({ truncated: true, timedOut: false });
      expect(done.stdout.length).toBe(100_000);
      await untilGone(sandbox, 'yes');
    }, 30_000);

    it('kills what takes too long, children and all', async () => {
      const sandbox = await start(['sleep', '60']);
      const before = Date.now();
      const done = value(await sandbox.exec(['sh', '-c', 'sleep 77 & sleep 77'], { maxBytes: 100, timeoutMs: 500 }));
      expect(done).toMatchObject({ timedOut: true, truncated: false });
      expect(Date.now() - before).toBeLessThan(4_000);
      await untilGone(sandbox, 'sleep 77');
    }, 30_000);

    it('fails when the sandbox is no more', async () => {
      const sandbox = await start(['true']);
      await sandbox.exited;
      expect(await sandbox.exec(['true'], { maxBytes: 10, timeoutMs: 1_000 })).toMatchObject({
        ok: false,
        failure: { code: 'illegal_move' },
      });
    });
  });
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message} ${JSON.stringify(result.failure.detail ?? {})}`);
  return result.value;
}

async function bytes(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const text = async (stream: ReadableStream<Uint8Array>) => (await bytes(stream)).toString('utf8');
const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

async function firstMatch(stream: ReadableStream<Uint8Array>, wanted: RegExp): Promise<boolean> {
  let seen = '';
  for await (const chunk of stream) {
    seen = (seen + Buffer.from(chunk).toString('utf8')).slice(-10_000);
    if (wanted.test(seen)) return true;
  }
  return false;
}

async function untilGone(sandbox: Sandbox, command: string): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const listed = value(await sandbox.exec(['ps', '-eo', 'args'], { maxBytes: 100_000, timeoutMs: 5_000 }));
    const lines = Buffer.from(listed.stdout).toString('utf8').split('\n');
    if (!lines.includes(command)) return;
    if (Date.now() > deadline) throw new Error(`still running:\n${lines.join('\n')}`);
    await sleep(100);
  }
}

function listen(where: { host: string; port: number } | { path: string }): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end('reached'));
    server.once('error', reject);
    server.listen(where, () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0 });
    });
  });
}
