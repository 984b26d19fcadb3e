import { type ChildProcess, spawn } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearDeadPidFile } from './dead-pid-file.ts';

describe('clearDeadPidFile', () => {
  let folder = '';
  let child: ChildProcess | null = null;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-pid-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  const clear = async (content: string) => {
    const file = join(folder, 'engine.pid');
    await writeFile(file, content);
    const did = await clearDeadPidFile(file, ['sleep']);
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    expect(isThere).toBe(!did);
    return did;
  };

  it('keeps the file of a living engine', async () => {
    child = spawn('sleep', ['30']);
    expect(await clear(`${child.pid}\n`)).toBe(false);
  });

  it('removes the file of a process that is gone, or is something else by now', async () => {
    expect(await clear('4194303')).toBe(true);
    expect(await clear(String(process.pid))).toBe(true);
  });

  it('removes the file of a zombie', async () => {
    // The shell turns into a program that never waits for the child it inherits.
    child = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec tail -f /dev/null'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = await new Promise<string>((resolve) => child?.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
    const deadline = Date.now() + 5_000;
    while (!(await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z ') && Date.now() < deadline) await sleep(20);
    expect(await clear(pid)).toBe(true);
  });

  it('leaves alone what is not there, or holds no number', async () => {
    expect(await clearDeadPidFile(join(folder, 'none.pid'), ['sleep'])).toBe(false);
    expect(await clear('what?')).toBe(false);
  });
});
