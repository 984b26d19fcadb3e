import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import type { RunEvent } from '../../server/domain/log/event.ts';
import type { RunStatus } from '../../server/domain/run/status.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';
import { type OwnStack, query, startOwnStack, wholeLog } from './own-stack.ts';

const CAPACITY = 9;
const SHOP = 'shop-limits';
const EDIT = `{"do": "run", "command": "${SMALL_CHANGE.replaceAll('"', '\\"')} && git commit -qam 'Say what prices include'"}`;
const SUBMIT = `{"do": "call", "tool": "submit_artifact", "arguments": {"kind": "change", "summary": "One comment."}}`;
const STEADY = Array.from({ length: 40 }, (_, i) => `{"do": "say", "text": "Still at it, ${i}."}\n{"do": "sleep", "ms": 5000}`).join('\n');
const check = (command: string, timeoutMinutes: number) => ({
  verification: { checks: [{ name: 'unit-tests', command, timeoutMinutes }] },
});

let stack: OwnStack;
beforeAll(async () => {
  stack = await startOwnStack(CAPACITY);
  await registerShop(stack.admin, stack.dataDir, SHOP);
});
afterAll(() => stack?.stop());

const file = async (script: string, parts: Parameters<typeof scriptContract>[2] = {}, repository = SHOP) =>
  (await fileOverriding(stack.member, scriptContract(repository, script, parts))).runId;
const inStatus = (runId: string, status: RunStatus, timeoutMs = 150_000) => waitForStatus(stack.member, runId, [status], timeoutMs);
const room = async (runId: string) => {
  await inStatus(runId, 'IN_REVIEW');
  return stack.member.reviews.room.query({ runId });
};
const limits = (log: readonly RunEvent[]) => log.flatMap(({ body }) => (body.kind === 'limit' ? [body.limit] : []));
const said = (log: readonly RunEvent[]) => log.flatMap(({ body }) => (body.kind === 'message' && body.role === 'agent' ? [body.text] : []));

describe.concurrent('limits and steering', () => {
  test('an agent that does nothing for as long as the contract allows is stopped; its work is kept and the reason reported', async () => {
    const runId = await file(`${EDIT}\n{"do": "hang"}`, { stop: { minutes: 30, noProgressMinutes: 1 } });
    const { artifact } = await room(runId);
    expect([artifact.kind, artifact.handoffBy, artifact.change.files.length]).toEqual(['could_not_finish', 'control_plane', 1]);
    expect(JSON.stringify(artifact.handoff)).toContain('No progress for 1 minute');
    expect(limits(await wholeLog(stack.member, runId))).toEqual(['no_progress']);
  });

  test('an agent that uses up its minutes is stopped, also when it ignores being told to', async () => {
    const [steady, deaf] = await Promise.all([
      file(`${EDIT}\n${STEADY}`, { stop: { minutes: 1, noProgressMinutes: 1 } }),
      file(`${EDIT}\n{"do": "hang", "ignoreCancel": true}`, { stop: { minutes: 1, noProgressMinutes: 5 } }),
    ]);
    for (const runId of [steady, deaf]) {
      const { artifact } = await room(runId);
      expect([artifact.kind, artifact.change.files.length]).toEqual(['could_not_finish', 1]);
      expect(JSON.stringify(artifact.handoff)).toContain('The 1 minute of the stop rule are used up');
      expect(limits(await wholeLog(stack.member, runId))).toEqual(['minutes']);
    }
  });

  test('a check that does not end, and one that runs out of memory, are never green', async () => {
    const docs = { boundary: { allowedPaths: ['docs/**'], maxFiles: 5, maxLines: 50 } };
    const [slow, greedy] = await Promise.all([
      file('echo more >> docs/pricing.md', { ...docs, ...check('echo begun; sleep 300', 1) }),
      file('echo more >> docs/pricing.md', { ...docs, ...check(`node -e 'const a=[]; for(;;) a.push(Buffer.alloc(1<<28, 1))'`, 10) }),
    ]);
    const outcomes = await Promise.all(
      [slow, greedy].map(async (runId) => (await room(runId)).checks.map(({ outcome, exitCode }) => [outcome, exitCode])),
    );
    expect(outcomes).toEqual([[['timed_out', null]], [['failed', 137]]]);
    expect((await stack.member.reviews.checkOutput.query({ runId: slow, name: 'unit-tests', subject: 'result' })).output).toContain(
      'begun',
    );
    expect((await stack.member.reviews.checkOutput.query({ runId: greedy, name: 'unit-tests', subject: 'result' })).output).toContain(
      'out of its 4096 MB of memory',
    );
  });

  test('an agent that takes all the memory there is ends with a plain word about it', async () => {
    const runId = await file(`${EDIT}\nnode -e 'const a=[]; for(;;) a.push(Buffer.alloc(1<<28, 1))'`);
    const { artifact } = await room(runId);
    expect([artifact.kind, artifact.change.files.length]).toEqual(['could_not_finish', 1]);
    expect(limits(await wholeLog(stack.member, runId))).toEqual(['memory']);
  });

  test('an agent that fills its disk ends with a report, and what it had committed is kept', async () => {
    const fill =
      '{"do": "run", "command": "fallocate -l 3800M .git/one; for i in 1 2 3 4 5 6 7 8; do fallocate -l 100M .git/more-$i; done; dd if=/dev/zero of=.git/rest bs=64k; true"}';
    const runId = await file(`${EDIT}\n${fill}\n{"do": "run", "command": "head -c 200000 /dev/urandom > src/more.js"}`);
    const { artifact } = await room(runId);
    expect([artifact.kind, artifact.change.files.map(({ path }) => path)]).toEqual(['could_not_finish', ['src/checkout.js']]);
    expect(JSON.stringify(artifact.handoff)).toMatch(/No space left|disk/);
  });

  test('a pause freezes the agent for longer than it may idle, and it goes on where it was', async () => {
    const runId = await file(
      `${Array.from({ length: 12 }, (_, i) => `{"do": "say", "text": "Tick ${i}."}\n{"do": "sleep", "ms": 1000}`).join('\n')}\n${EDIT}\n${SUBMIT}`,
      {
        stop: { minutes: 30, noProgressMinutes: 1 },
      },
    );
    await waitFor('a tick', 60_000, async () => said((await stack.member.runs.events.query({ runId })).events).length > 2);
    await stack.member.runs.pause.mutate({ runId });
    await inStatus(runId, 'PAUSED');
    const frozen = (await wholeLog(stack.member, runId)).length;
    await new Promise((resolve) => setTimeout(resolve, 65_000));
    expect((await wholeLog(stack.member, runId)).length).toBe(frozen);
    await stack.member.runs.resume.mutate({ runId });
    expect((await room(runId)).artifact.handoffBy).toBe('agent');
    const log = await wholeLog(stack.member, runId);
    expect(said(log)).toEqual(Array.from({ length: 12 }, (_, i) => `Tick ${i}.`));
    expect(log.flatMap(({ body }) => (body.kind === 'steering' ? [body.action] : []))).toEqual(['pause', 'resume']);
    await expect(stack.member.runs.message.mutate({ runId, text: 'One more thing.' })).rejects.toThrow(/IN_REVIEW/);
  });

  test('a question pauses the run with its words; the answer is the next prompt and the work goes on', async () => {
    const runId = await file('{"do": "call", "tool": "ask", "arguments": {"question": "With or without tax?"}}');
    await inStatus(runId, 'PAUSED');
    expect((await wholeLog(stack.member, runId)).flatMap(({ body }) => (body.kind === 'question' ? [body.text] : []))).toEqual([
      'With or without tax?',
    ]);
    await stack.member.runs.message.mutate({ runId, text: `With.\n\n\`\`\`countersign-script\n${SMALL_CHANGE}\n\`\`\`` });
    const { artifact } = await room(runId);
    expect([artifact.handoffBy, artifact.change.files.map(({ path }) => path)]).toEqual(['agent', ['src/checkout.js']]);
  });
});

test('a missing image and an engine that is down are said in words, with what to do', async () => {
  await query(stack.databaseUrl, "update agent_profiles set image = 'countersign/none:nowhere' where name = 'script'");
  const missing = await inStatus(await file(EDIT), 'FAILED');
  expect(missing.failure).toMatchObject({ code: 'sandbox_image_missing' });
  await query(stack.databaseUrl, "update agent_profiles set image = null where name = 'script'");

  await stack.worker().stop();
  await stack.startWorker({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' });
  const down = await inStatus(await file(EDIT), 'FAILED');
  expect(down.failure).toMatchObject({ code: 'sandbox_engine_unavailable' });
  expect((await stack.admin.workers.list.query()).map(({ engine }) => engine)).toEqual([expect.stringContaining('could not be reached')]);
  const health = await fetch(`${stack.url}/api/health`);
  expect([health.status, ((await health.json()) as { workers: object }).workers]).toEqual([
    200,
    { alive: 1, withEngine: 0, capacity: CAPACITY },
  ]);
  await stack.worker().stop();
  await stack.startWorker();
  await waitFor('the engine to be there again', 20_000, async () =>
    (await stack.admin.workers.list.query()).some(({ engine, alive }) => alive && engine.startsWith('Docker ')),
  );
});

test('two hundred tasks wait in line: no more than the capacity runs, each waiting one says why, and jobs do not pile up', async () => {
  const contract = scriptContract(SHOP, '{"do": "sleep", "ms": 600000}');
  const { findings } = await stack.member.tasks.lint.query({ contract });
  const overrides = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ code, field }) => ({ code, field, reason: 'This test needs it so.' }));
  const runIds: string[] = [];
  for (let batch = 0; batch < 10; batch += 1) {
    const filed = await Promise.all(
      Array.from({ length: 20 }, () => stack.member.tasks.file.mutate({ requestId: crypto.randomUUID(), contract, overrides })),
    );
    runIds.push(...filed.map(({ runId }) => runId));
  }
  const countOf = async (...statuses: RunStatus[]) =>
    (await query<{ n: number }>(stack.databaseUrl, 'select count(*)::int as n from runs where status = any($1)', [statuses]))[0]?.n ?? 0;
  const jobs = async () =>
    (await query<{ n: number }>(stack.databaseUrl, "select count(*)::int as n from pgboss.job where state in ('created', 'retry')"))[0]
      ?.n ?? 0;
  await waitFor('all places to be taken', 60_000, async () => (await countOf('RUNNING')) === CAPACITY);
  const last = await stack.member.runs.get.query({ id: runIds.at(-1) ?? '' });
  expect(last.waiting).toMatchObject([{ reason: 'capacity', limit: CAPACITY, running: CAPACITY }]);
  // Long enough for the reaper to come by more than once.
  await new Promise((resolve) => setTimeout(resolve, 22_000));
  expect(await countOf('PREPARING', 'RUNNING')).toBe(CAPACITY);
  expect(await jobs()).toBeLessThanOrEqual(runIds.length - CAPACITY);
  const cancelled = await Promise.all(runIds.toReversed().map((runId) => stack.member.runs.cancel.mutate({ runId })));
  expect(cancelled).toHaveLength(200);
  await waitFor('all to be cancelled', 60_000, async () => (await countOf('CANCELLED')) === 200);
}, 150_000);
