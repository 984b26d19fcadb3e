import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect } from 'vitest';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import type { RunEvent } from '../../server/domain/log/event.ts';
import { as, PASSWORD, setUpPeople } from '../harness/people.ts';

const run = promisify(execFile);

export type OwnStack = Stack & { readonly admin: ApiClient; readonly member: ApiClient; readonly reviewer: ApiClient };

/** A stack of its own, for tests that kill its processes. */
export const startOwnStack = async (capacity: number): Promise<OwnStack> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-rob-'));
  const stack = await startStack({ root: resolve(import.meta.dirname, '../..'), dataDir, port: 0, capacity, throwAway: true });
  await setUpPeople(stack.url, PASSWORD, 'http://127.0.0.1:9');
  const [admin, member, reviewer] = await Promise.all(
    (['admin', 'member', 'reviewer'] as const).map(async (who) => (await as(stack.url, who)).api),
  );
  if (!admin || !member || !reviewer) throw new Error('nobody signed in');
  const stop = async () => {
    await stack.stop();
    if (!process.env.COUNTERSIGN_KEEP_E2E) await rm(dataDir, { recursive: true, force: true });
  };
  return { ...stack, admin, member, reviewer, stop };
};

export const query = async <Row extends pg.QueryResultRow>(
  databaseUrl: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
};

/** The whole log; fails when a number is missing or there twice. */
export const wholeLog = async (api: ApiClient, runId: string): Promise<readonly RunEvent[]> => {
  const all: RunEvent[] = [];
  for (;;) {
    const page = await api.runs.events.query({ runId, afterSeq: all.at(-1)?.seq ?? 0, limit: 5_000 });
    all.push(...page.events);
    if (page.events.length === 0) break;
  }
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  return all;
};

/** Entries of a phase, `<phase> <state>` in order. */
export const phases = (log: readonly RunEvent[]): readonly string[] =>
  log.flatMap(({ body }) => (body.kind === 'phase' && body.state !== 'note' ? [`${body.phase} ${body.state}`] : []));

/** What the runs left on this machine: containers, mounts, loop devices, workspaces. */
export const leftOnMachine = async (dataDir: string, runIds: readonly string[]): Promise<readonly string[]> => {
  const containers = await Promise.all(
    runIds.map(
      async (id) =>
        (await run('docker', ['ps', '--all', '--filter', `label=dev.countersign.run=${id}`, '--format', '{{.Names}} {{.State}}'])).stdout,
    ),
  );
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line.includes(dataDir));
  const loops = (await run('losetup', ['-a'])).stdout.split('\n').filter((line) => line.includes(dataDir));
  const workspaces = (await readdir(join(dataDir, 'workspaces'))).filter((name) => !name.startsWith('.'));
  return [...containers.flatMap((text) => text.split('\n')).filter(Boolean), ...mounts, ...loops, ...workspaces];
};
