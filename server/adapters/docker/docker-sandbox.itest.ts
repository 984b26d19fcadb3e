import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../domain/run/limits.ts';
import { sandboxContract } from '../../testing/sandbox-contract.ts';
import { dockerSandbox } from './docker-sandbox.ts';

const dockerHost = process.env.DOCKER_HOST ?? null;
const installation = `contract-${randomUUID().slice(0, 8)}`;
const IMAGE = 'countersign/base:latest';

describe('docker sandbox', () => {
  const engine = dockerSandbox({ dockerHost, installation });
  sandboxContract({ engine, stranger: dockerSandbox({ dockerHost, installation: `${installation}-stranger` }), image: IMAGE });

  it('keeps no more of an endless log than the limit', async () => {
    const name = `countersign-contract-${randomUUID().slice(0, 8)}`;
    const limits = { ...DEFAULT_LIMITS, logMb: 2 };
    const started = await engine.start({
      name,
      image: IMAGE,
      command: ['yes', 'x'.repeat(200)],
      env: {},
      workingDir: '/',
      mounts: [],
      limits,
      labels: {},
      stdin: false,
    });
    if (!started.ok) throw new Error(started.failure.message);
    const reader = started.value.stdout.getReader();
    let read = 0;
    const deadline = Date.now() + 20_000;
    while (read < 30_000_000 && Date.now() < deadline) read += (await reader.read()).value?.length ?? 0;
    const { id } = await new Docker()
      .getContainer(name)
      .inspect()
      .then((found) => ({ id: found.Id }));
    const { DockerRootDir: folder } = await new Docker().info();
    const kept = await folderBytes(join(folder, 'containers', id));
    await started.value.remove();
    expect(read).toBeGreaterThan(30_000_000);
    // A message more than the cap fits in before the engine turns the file over.
    expect(kept).toBeLessThan(3 * 1024 * 1024);
  }, 40_000);

  it('says that the engine is not there, whatever is asked of it', async () => {
    const nobody = dockerSandbox({ dockerHost: 'unix:///nowhere/docker.sock', installation });
    const spec = {
      name: 'countersign-contract-none',
      image: IMAGE,
      command: ['true'],
      env: {},
      workingDir: '/',
      mounts: [],
      limits: DEFAULT_LIMITS,
      labels: {},
      stdin: false,
    };
    const answers = [
      await nobody.describe(),
      await nobody.imageDigest(IMAGE),
      await nobody.start(spec),
      await nobody.find('x'),
      await nobody.remove('x'),
      await nobody.list(),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, failure: { code: 'sandbox_engine_unavailable' } });
  });

  it('leaves nothing behind', async () => {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const left = await engine.list();
      if (left.ok && left.value.length === 0) return;
      if (Date.now() > deadline) throw new Error(`left: ${JSON.stringify(left)}`);
      if (left.ok) for (const sandbox of left.value) await engine.remove(sandbox.name);
      await sleep(100);
    }
  });
});

async function folderBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return sum;
}
