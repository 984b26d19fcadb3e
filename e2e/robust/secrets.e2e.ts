import { execFile } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import { containersOf } from '../harness/containers.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';
import { query, wholeLog } from './own-stack.ts';

const run = promisify(execFile);
const KEY = `sk-robust-${crypto.randomUUID().replaceAll('-', '')}`;
const received: string[] = [];

/** A provider that gives away what it was sent: in a header, and in its answer, cut in the middle of the key. */
const upstream = createServer(async (request, response) => {
  const authorization = String(request.headers.authorization ?? '');
  received.push(authorization);
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-echo': authorization });
  for (const content of ['Your header is ', authorization.slice(0, 22), authorization.slice(22), '. That is all.']) {
    send(response, { index: 0, delta: { role: 'assistant', content }, finish_reason: null });
    await sleep(400);
  }
  send(response, { index: 0, delta: {}, finish_reason: 'stop' });
  response.end('data: [DONE]\n\n');
});
const send = (response: ServerResponse, choice: unknown) =>
  response.write(
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'echo', choices: [choice] })}\n\n`,
  );

beforeAll(() => new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done)));
afterAll(() => {
  upstream.close();
});

test('a key that an admin typed reaches the provider and nothing else', async () => {
  const url = inject('url');
  const [{ api: admin }, { api: member }] = await Promise.all([as(url, 'admin'), as(url, 'member')]);
  const address = upstream.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  await admin.agents.save.mutate({
    name: 'leaky',
    kind: 'opencode',
    provider: 'openai_compatible',
    model: 'echo',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    label: 'gives it away',
    key: { from: 'typed', secret: KEY },
  });
  await registerShop(admin, inject('dataDir'), 'shop-secrets');
  const base = scriptContract('shop-secrets', '');
  const { runId } = await fileOverriding(member, { ...base, environment: { ...base.environment, agent: 'leaky' } });
  await waitFor('a model call', 120_000, async () => received.length > 0);
  const [container = ''] = await containersOf(runId);
  const { stdout: inspected } = await run('docker', ['inspect', container.split(' ')[0] ?? '']);
  expect(inspected).toContain(runId);
  expect(inspected).not.toContain(KEY);
  await waitForStatus(member, runId, ['IN_REVIEW'], 200_000);
  expect(new Set(received)).toEqual(new Set([`Bearer ${KEY}`]));

  const log = await wholeLog(member, runId);
  const said = log.flatMap(({ body }) => (body.kind === 'message' && body.role === 'agent' ? [body.text] : [])).join('');
  expect(said).toContain('Your header is Bearer [redacted]. That is all.');

  const forms = [KEY, Buffer.from(KEY).toString('base64').slice(0, 40), encodeURIComponent(KEY), KEY.slice(0, 24)];
  const tables = await query<{ name: string }>(
    inject('databaseUrl'),
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'",
  );
  expect(tables.length).toBeGreaterThan(15);
  const found: string[] = [];
  for (const { name } of tables) {
    for (const form of forms) {
      const [row] = await query<{ n: number }>(
        inject('databaseUrl'),
        `select count(*)::int as n from ${name} as entry where entry::text like $1`,
        [`%${form}%`],
      );
      if (row?.n) found.push(`${name}: ${row.n}`);
    }
  }
  expect(found).toEqual([]);
  // Mirrors, workspaces, snapshots, sockets, the logs of both processes and of the database: everything but the cluster's own files.
  const files = await run('grep', ['-rlaF', '--exclude-dir=cluster', '--devices=skip', KEY.slice(0, 24), inject('dataDir')]).then(
    ({ stdout }) => stdout,
    ({ code, stdout }: { code: number; stdout: string }) => (code === 1 ? '' : `grep ended with ${code}: ${stdout}`),
  );
  expect(files).toBe('');
});
