import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../domain/run/limits.ts';
import type { Sandbox, SandboxMount } from '../../ports/sandbox.ts';
import { dockerSandbox } from './docker-sandbox.ts';

const engine = dockerSandbox({ dockerHost: process.env.DOCKER_HOST ?? null, installation: `enter-${randomUUID().slice(0, 8)}` });

/** The image's own part of the bargain (`sandbox-images/PROTOCOL.md`): the relay, and a command that is started as it is. */
describe('/opt/countersign/enter', () => {
  let folder = '';
  let broker: Server;
  let live: Sandbox | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-enter-'));
    await chmod(folder, 0o755);
    broker = createServer(async (request, response) => {
      if (request.url !== '/stream') return response.end(`answer to ${request.method} ${request.url}`);
      for (const part of ['one', 'two']) {
        response.write(part);
        await sleep(300);
      }
      response.end();
    });
    const socket = join(folder, 'broker.sock');
    await new Promise<void>((resolve) => broker.listen(socket, resolve));
    await chmod(socket, 0o666);
  });
  afterEach(async () => {
    await live?.remove();
    live = null;
  });
  afterAll(async () => {
    broker.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (command: readonly string[], mounts: readonly SandboxMount[], stdin = false): Promise<Sandbox> => {
    const started = await engine.start({
      name: `countersign-enter-${randomUUID().slice(0, 8)}`,
      image: 'countersign/base:latest',
      command: ['/opt/countersign/enter', ...command],
      env: {},
      workingDir: '/workspace',
      mounts,
      limits: DEFAULT_LIMITS,
      labels: {},
      stdin,
    });
    if (!started.ok) throw new Error(started.failure.message);
    live = started.value;
    return started.value;
  };
  const relayed = () => [{ source: folder, target: '/run/countersign', readOnly: true }];

  it('makes the socket answer on 127.0.0.1:8377 before the command starts, also to many at once', async () => {
    const script =
      'Promise.all(Array.from({ length: 50 }, (_, n) => fetch(process.env.COUNTERSIGN_BROKER + "/" + n).then((r) => r.text()))).then((all) => console.log(JSON.stringify(all)))';
    const sandbox = await start(['node', '-e', script], relayed());
    const answers = JSON.parse(await text(sandbox.stdout));
    expect(answers).toEqual(Array.from({ length: 50 }, (_, n) => `answer to GET /${n}`));
  });

  it('passes a streamed answer on while it comes', async () => {
    const script =
      'fetch(process.env.COUNTERSIGN_BROKER + "/stream").then(async (r) => { for await (const c of r.body) console.log(Buffer.from(c).toString()); })';
    const sandbox = await start(['node', '-e', script], relayed());
    expect(await text(sandbox.stdout)).toBe('one\ntwo\n');
  });

  it('leaves stdin to the command, takes its exit code, and needs no socket', async () => {
    for (const mounts of [relayed(), []]) {
      const sandbox = await start(['sh', '-c', 'read line; echo "got $line"; exit 9'], mounts, true);
      const writer = sandbox.stdin?.getWriter();
      await writer?.write(Buffer.from('hello\n'));
      expect(await text(sandbox.stdout)).toBe('got hello\n');
      expect((await sandbox.exited).exitCode).toBe(9);
      await sandbox.remove();
    }
  });

  it('lets the command get its signals', async () => {
    const script = 'trap "echo asked to stop; exit 3" TERM; echo ready; while :; do sleep 0.05; done';
    const sandbox = await start(['sh', '-c', script], relayed());
    const reader = sandbox.stdout.getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('ready\n');
    await sandbox.exec(['sh', '-c', 'kill -TERM 1'], { maxBytes: 100, timeoutMs: 5_000 });
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('asked to stop\n');
    expect((await sandbox.exited).exitCode).toBe(3);
  });
});

async function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
