import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import type { RunStatus } from '../../server/domain/run/status.ts';
import { askOrigin } from '../harness/origin.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';
import { leftOnMachine, type OwnStack, phases, query, startOwnStack, wholeLog } from './own-stack.ts';

const CAPACITY = 8;
const EDIT = `{"do": "run", "command": "echo '// Prices include tax.' >> src/checkout.js && git commit -qam 'Say what prices include'"}`;
const SUBMIT = `{"do": "call", "tool": "submit_artifact", "arguments": {"kind": "change", "summary": "One comment."}}`;
const WORK_ON = '{"do": "sleep", "ms": 600000}';
const slowCheck = (seconds: number) => ({ verification: { checks: [{ name: 'slow', command: `sleep ${seconds}`, timeoutMinutes: 5 }] } });

let stack: OwnStack;
beforeAll(async () => {
  stack = await startOwnStack(CAPACITY);
});
afterAll(() => stack?.stop());

const shopNamed = (name: string) => registerShop(stack.admin, stack.dataDir, name);
const file = async (repository: string, script: string, parts: Parameters<typeof scriptContract>[2] = {}) =>
  (await fileOverriding(stack.member, scriptContract(repository, script, parts))).runId;
const inStatus = (runId: string, status: RunStatus, timeoutMs?: number) => waitForStatus(stack.member, runId, [status], timeoutMs);
const edited = async (runId: string): Promise<void> => {
  await waitFor(`the edit of ${runId}`, 60_000, async () =>
    (await stack.member.runs.events.query({ runId })).events.some(({ body }) => body.kind === 'tool_update' && body.status === 'completed'),
  );
};
const approve = async (runId: string) => {
  const { artifact } = await stack.member.reviews.room.query({ runId });
  return stack.reviewer.reviews.decide.mutate({ runId, artifactDigest: artifact.digest, verdict: 'approve', reason: 'Fine as it is.' });
};
/** A push to this origin takes a while, so that a worker can die in the middle of it. */
const slowPush = async (path: string, seconds: number) => {
  const hook = join(path, 'hooks', 'pre-receive');
  await mkdir(join(path, 'hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\nsleep ${seconds}\n`);
  await chmod(hook, 0o755);
};

test('a worker that is killed in any stage loses no work, doubles nothing and leaves nothing', async () => {
  const [shop, merging] = [await shopNamed('shop-kill'), await shopNamed('shop-kill-merge')];
  await slowPush(merging.path, 6);
  const toMerge = await file('shop-kill-merge', `${EDIT}\n${SUBMIT}`);
  const verifying = await file('shop-kill', `${EDIT}\n${SUBMIT}`, slowCheck(12));
  const running = await file('shop-kill', `${EDIT}\n${WORK_ON}`);
  const paused = await file('shop-kill', `${EDIT}\n${WORK_ON}`);
  await Promise.all([running, paused].map(edited));
  await stack.member.runs.pause.mutate({ runId: paused });
  // Git runs the workspace's own filter while it saves what was not committed: a long collection.
  const collecting = await file(
    'shop-kill',
    `{"do": "run", "command": "git config filter.slow.clean 'sleep 8; cat' && echo '*.slow filter=slow' > .git/info/attributes && echo x > src/a.slow"}\n${SUBMIT}`,
  );
  await Promise.all([
    inStatus(paused, 'PAUSED'),
    inStatus(verifying, 'VERIFYING'),
    inStatus(toMerge, 'IN_REVIEW'),
    inStatus(collecting, 'COLLECTING'),
  ]);
  await approve(toMerge);
  await inStatus(toMerge, 'MERGING');
  const preparing = await file('shop-kill', `${EDIT}\n${SUBMIT}`);
  await inStatus(preparing, 'PREPARING');
  const all = { preparing, running, paused, collecting, verifying, toMerge };

  stack.worker().kill('SIGKILL');
  await stack.worker().exited;
  const before = await Promise.all(Object.values(all).map(async (runId) => (await stack.member.runs.get.query({ id: runId })).status));
  expect(before).toEqual(['PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING', 'VERIFYING', 'MERGING']);
  await stack.startWorker();

  await Promise.all([
    ...[preparing, running, paused, collecting, verifying].map((runId) => inStatus(runId, 'IN_REVIEW')),
    inStatus(toMerge, 'MERGED'),
  ]);
  const rooms = await Promise.all(Object.values(all).map((runId) => stack.member.reviews.room.query({ runId })));
  expect(rooms.map(({ artifact }) => [artifact.kind, artifact.handoffBy, ...artifact.change.files.map(({ path }) => path)])).toEqual([
    ['change', 'agent', 'src/checkout.js'],
    ['could_not_finish', 'control_plane', 'src/checkout.js'],
    ['could_not_finish', 'control_plane', 'src/checkout.js'],
    ['change', 'agent', 'src/a.slow'],
    ['change', 'agent', 'src/checkout.js'],
    ['change', 'agent', 'src/checkout.js'],
  ]);
  for (const room of rooms.slice(1, 3)) expect(JSON.stringify(room.artifact.handoff)).toContain('The worker that drove the agent was lost');
  expect(rooms[4]?.checks.map(({ name, outcome }) => [name, outcome])).toEqual([['slow', 'passed']]);
  for (const runId of Object.values(all)) {
    const log = await wholeLog(stack.member, runId);
    // A prompt is never replayed.
    expect(log.filter(({ body }) => body.kind === 'message' && body.role === 'control_plane')).toHaveLength(1);
    expect(phases(log).filter((phase) => phase === 'agent started')).toHaveLength(1);
  }
  const trailers = await askOrigin(
    merging,
    'log',
    '--format=%(trailers:key=Countersign-Run,valueonly,separator=%x2c)',
    `${merging.baseSha}..main`,
  );
  expect(trailers.split('\n').filter(Boolean)).toEqual([toMerge]);
  expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(shop.baseSha);
  await waitFor(
    'nothing to be left',
    30_000,
    async () => (await leftOnMachine(stack.dataDir, Object.values(all))).length === 0,
    () => 'see below',
  ).catch(() => undefined);
  expect(await leftOnMachine(stack.dataDir, Object.values(all))).toEqual([]);
});

test('a worker that is told to stop ends its agents, gives back what it was doing, and ends with 0', async () => {
  await shopNamed('shop-term');
  const running = await file('shop-term', `${EDIT}\n${WORK_ON}`);
  const verifying = await file('shop-term', `${EDIT}\n${SUBMIT}`, slowCheck(15));
  await edited(running);
  await inStatus(verifying, 'VERIFYING');
  const askedAt = Date.now();
  stack.worker().kill('SIGTERM');
  expect(await stack.worker().exited).toBe(0);
  expect(Date.now() - askedAt).toBeLessThan(35_000);
  const leases = await query<{ leaseToken: string | null }>(stack.databaseUrl, 'select "leaseToken" from runs where id = any($1)', [
    [running, verifying],
  ]);
  expect(leases.map(({ leaseToken }) => leaseToken)).toEqual([null, null]);
  expect((await stack.member.runs.get.query({ id: verifying })).status).toBe('VERIFYING');
  expect(
    (await leftOnMachine(stack.dataDir, [running, verifying])).filter(
      (line) => line.includes('countersign-agent') || line.includes('countersign-check'),
    ),
  ).toEqual([]);

  await stack.startWorker();
  await inStatus(running, 'IN_REVIEW', 60_000);
  const { artifact } = await stack.member.reviews.room.query({ runId: running });
  expect([artifact.kind, artifact.change.files.length]).toEqual(['could_not_finish', 1]);
  expect(JSON.stringify(artifact.handoff)).toContain('stopped by an operator');
  await inStatus(verifying, 'IN_REVIEW');
  await wholeLog(stack.member, running);
});

test('a web process that is told to stop ends its streams and ends with 0; a client resumes where it was', async () => {
  await shopNamed('shop-web');
  const runId = await file(
    'shop-web',
    `${Array.from({ length: 60 }, (_, i) => `{"do": "say", "text": "Part ${i + 1}."}\n{"do": "sleep", "ms": 300}`).join('\n')}\n${EDIT}\n${SUBMIT}`,
  );
  await inStatus(runId, 'RUNNING');
  const { cookie } = await as(stack.url, 'member');
  const seen: number[] = [];
  const follow = async (until: () => boolean) => {
    const input = encodeURIComponent(JSON.stringify({ json: { runId, lastEventId: seen.length ? String(seen.at(-1)) : null } }));
    const answer = await fetch(`${stack.url}/api/trpc/runs.stream?input=${input}`, { headers: { cookie, accept: 'text/event-stream' } });
    expect(answer.status).toBe(200);
    let text = '';
    const decoder = new TextDecoder();
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        text += decoder.decode(value, { stream: true });
        const frames = text.split('\n\n');
        text = frames.pop() ?? '';
        for (const frame of frames) seen.push(...[...frame.matchAll(/"seq":(\d+)/g)].map((match) => Number(match[1])));
        if (until()) return await reader.cancel();
      }
    } catch {
      // The connection went with the process.
    }
  };
  const first = follow(() => false);
  await waitFor('the stream to begin', 20_000, async () => seen.length > 10);
  const askedAt = Date.now();
  stack.web().kill('SIGTERM');
  expect(await stack.web().exited).toBe(0);
  expect(Date.now() - askedAt).toBeLessThan(12_000);
  await first;
  await stack.startWeb();
  await waitFor('the web process', 30_000, async () => (await fetch(`${stack.url}/api/health`)).ok);
  await inStatus(runId, 'IN_REVIEW');
  const log = await wholeLog(stack.member, runId);
  await follow(() => seen.length >= log.length);
  expect(seen).toEqual(log.map(({ seq }) => seq));
});

test('a restart of the database in the middle of a run loses and doubles no entry, and the run completes', async () => {
  await shopNamed('shop-db');
  const parts = Array.from(
    { length: 40 },
    (_, i) => `{"do": "say", "text": "Part ${i + 1} of 40."}\n{"do": "lines", "count": 100}\n{"do": "sleep", "ms": 300}`,
  );
  const script = `${parts.join('\n')}\n${EDIT}\n${SUBMIT}`;
  const runs = await Promise.all([file('shop-db', script), file('shop-db', script)]);
  await Promise.all(runs.map((runId) => inStatus(runId, 'RUNNING')));
  await stack.restartPostgres(4_000);
  for (const runId of runs) {
    await waitFor(
      `${runId} to reach review`,
      90_000,
      async () => (await stack.member.runs.get.query({ id: runId })).status === 'IN_REVIEW',
    );
    const log = await wholeLog(stack.member, runId);
    const said = log.flatMap(({ body }) => (body.kind === 'message' && body.role === 'agent' ? [body.text] : [])).join('');
    expect(said.match(/Part \d+ of 40\./g)).toEqual(parts.map((_, i) => `Part ${i + 1} of 40.`));
    const lines = log.flatMap(({ body }) => (body.kind === 'tool_update' && body.output ? [body.output] : [])).join('');
    expect(lines.match(/^line 100$/gm)).toHaveLength(parts.length);
    expect((await stack.member.reviews.room.query({ runId })).artifact.handoffBy).toBe('agent');
  }
});

test('two workers on one database never run a run twice', async () => {
  const shop = await shopNamed('shop-two');
  const second = await stack.startWorker();
  await waitFor('two workers', 30_000, async () => (await stack.admin.workers.list.query()).filter(({ alive }) => alive).length >= 2);
  // Docs only: each merges by itself, all onto one branch.
  const runs = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      file('shop-two', `echo "Note ${i}" > docs/note-${i}.md`, { boundary: { allowedPaths: ['docs/**'], maxFiles: 5, maxLines: 50 } }),
    ),
  );
  const ends = await Promise.all(
    runs.map((runId) => waitForStatus(stack.member, runId, ['MERGED', 'MERGE_REFUSED', 'IN_REVIEW'], 180_000)),
  );
  expect(ends.map(({ status, failure }) => [status, failure])).toEqual(runs.map(() => ['MERGED', null]));
  for (const runId of runs) {
    const log = await wholeLog(stack.member, runId);
    expect(phases(log).filter((phase) => phase.endsWith('started'))).toEqual([
      'prepare started',
      'agent started',
      'collect started',
      'verify started',
      'judge started',
      'merge started',
    ]);
  }
  const workers = new Set(
    (await Promise.all(runs.map((runId) => wholeLog(stack.member, runId)))).flatMap((log) =>
      log.flatMap(({ body }) => (body.kind === 'phase' && body.text.startsWith('Preparing run') ? [body.text] : [])),
    ),
  );
  expect(workers.size).toBe(2);
  const trailers = await askOrigin(
    shop,
    'log',
    '--format=%(trailers:key=Countersign-Run,valueonly,separator=%x2c)',
    `${shop.baseSha}..main`,
  );
  expect(trailers.split('\n').filter(Boolean).toSorted()).toEqual(runs.toSorted());
  await second.stop(45_000);
});
