import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from './postgres.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-postgres-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** In a process of its own, so that it can be killed: writes a row, says so, and waits. */
const STARTER = `
import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))};
import pg from 'pg';
const { url } = await startPostgres({ dataDir: process.argv[2], quiet: true });
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query('CREATE TABLE kept AS SELECT 42 AS answer');
await client.end();
console.log('written');
setInterval(() => {}, 1000);
`;

const answerAt = async (url: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ answer: number }>('SELECT answer FROM kept');
  await client.end();
  return rows[0]?.answer ?? 0;
};

const pidOf = (dataDir: string): number =>
  Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function untilWritten(child: ChildProcess): Promise<void> {
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes('written')) return;
  throw new Error('the starter ended before it wrote');
}

test('survives kill -9 of its starter, then of the server itself, and keeps what was committed', async () => {
  const dataDir = join(root, 'killed');
  // Below this folder so that it finds the packages.
  const script = join(import.meta.dirname, `.starter-${process.pid}.mts`);
  writeFileSync(script, STARTER);
  try {
    const env = { ...process.env };
    delete env.DATABASE_URL;
    const starter = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'], env });
    await untilWritten(starter);
    starter.kill('SIGKILL');
    await new Promise((ended) => starter.once('exit', ended));
  } finally {
    rmSync(script, { force: true });
  }

  const orphan = pidOf(dataDir);
  const adopted = await startPostgres({ dataDir, quiet: true });
  expect(pidOf(dataDir)).toBe(orphan);
  expect(await answerAt(adopted.url)).toBe(42);

  process.kill(orphan, 'SIGKILL');
  const again = await startPostgres({ dataDir, quiet: true });
  expect(pidOf(dataDir)).not.toBe(orphan);
  expect(again.url).toBe(adopted.url);
  expect(await answerAt(again.url)).toBe(42);

  // Another process's number in the file, as after a restart of the machine.
  await again.stop();
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  writeFileSync(file, `${process.pid}\n${join(dataDir, 'postgres', 'cluster')}\n1\n5432\n\n127.0.0.1\n`);
  const third = await startPostgres({ dataDir, quiet: true });
  expect(await answerAt(third.url)).toBe(42);
  await third.stop();
  await expect(answerAt(third.url)).rejects.toThrow();
});

test('starts below a folder that the account of the server may not enter', async () => {
  const closed = join(root, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o700);
  const postgres = await startPostgres({ dataDir: join(closed, 'data'), throwAway: true, quiet: true });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  expect((await client.query('SHOW listen_addresses')).rows).toEqual([{ listen_addresses: '127.0.0.1' }]);
  await client.end();
  await postgres.stop();
});
