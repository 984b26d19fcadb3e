import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Person, Role } from '../../domain/shared/role.ts';
import type { TaskFilter } from '../../ports/read-model.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { WorkerFacts } from '../../ports/worker-store.ts';
import { openTestDatabase } from '../../testing/database.ts';
import { aCheck, aDecision, addPerson, anArtifact, aReview, fileOne, type Ground, layGround } from '../../testing/filed-task.ts';
import { prismaEventLog } from './prisma-event-log.ts';
import { prismaReadModel } from './prisma-read-model.ts';
import { prismaRunStore } from './prisma-run-store.ts';
import { prismaWebStore } from './prisma-web-store.ts';
import { prismaWorkerStore } from './prisma-worker-store.ts';

const { db } = openTestDatabase();
const model = () => prismaReadModel(db());
const everything: TaskFilter = { status: 'all', requesterId: null, repository: null, search: null, cursor: null, limit: 50 };
let ground: Ground;
let mila: Person;
let rami: Person;
let ada: Person;

const addNamed = async (name: string, role: Role): Promise<Person> => {
  const id = await addPerson(db(), name, role);
  return { id, name, role, email: `${id}@example.test` };
};
beforeAll(async () => {
  ground = await layGround(db());
  mila = { id: ground.requesterId, name: 'Mila Member', email: '', role: 'member' };
  rami = await addNamed('Rami Reviewer', 'reviewer');
  ada = await addNamed('Ada Admin', 'admin');
});

type Step = Omit<Parameters<RunStore['commit']>[1], 'at'>;
const TO_RUNNING: readonly Step[] = [{ transition: 'claimed' }, { transition: 'agent_started' }];

async function walk(runId: string, steps: readonly Step[]): Promise<void> {
  const runs = prismaRunStore(db());
  for (const { transition, stored, next } of steps) {
    const statuses = ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING', 'VERIFYING', 'JUDGING', 'APPROVED', 'MERGING'] as const;
    const lease = await runs.claim({ runId, statuses, worker: 'w1', now: Date.now(), leaseMs: 60_000 });
    const moved = lease && (await runs.commit(lease, { transition, at: Date.now(), stored, next }));
    if (!moved?.ok) throw new Error(`${transition}: ${moved ? moved.failure.message : 'not claimed'}`);
    if (lease) await runs.release(lease);
  }
}

const toReview = (runId: string): readonly Step[] => [
  ...TO_RUNNING,
  { transition: 'agent_ended' },
  {
    transition: 'collected',
    stored: {
      kind: 'artifact',
      artifact: anArtifact(runId),
      patches: [{ path: 'src/checkout.js', patch: '@@ -1 +1 @@\n-a\n+b\u0000\n', omitted: null }],
    },
  },
  {
    transition: 'verified',
    stored: {
      kind: 'checks',
      checks: [
        aCheck(),
        aCheck({ name: 'repro', reproduces: true, subject: 'base', outcome: 'failed', exitCode: 1 }),
        aCheck({ name: 'repro', reproduces: true }),
        aCheck({ name: 'lint', outcome: 'failed', exitCode: 1, output: 'bad' }),
        aCheck({ name: 'slow', outcome: 'not_run', exitCode: null }),
      ],
    },
  },
  {
    transition: 'held_for_review',
    stored: {
      kind: 'judgement',
      risks: {
        findings: [
          {
            id: 'TST-02',
            cls: 'test_weakening',
            severity: 'high',
            confidence: 'certain',
            at: null,
            evidence: 'skip',
            ask: '?',
            fingerprint: 'f',
          },
        ],
        detectors: [{ name: 'tests', version: '1', state: 'ran', reason: null }],
      },
      decision: aDecision({ missing: ['1 reviewer: Rami Reviewer'] }),
    },
  },
];

test('why a queued run waits: no worker, then all places taken, then nothing', async () => {
  const [first, second] = [await fileOne(db(), ground, 'First waits'), await fileOne(db(), ground, 'Second waits')];
  const waiting = async (runId: string) => (await model().run(runId, Date.now()))?.waiting;
  expect(await waiting(first.runId)).toEqual([{ reason: 'no_worker' }]);

  await prismaWorkerStore(db()).heartbeat(WORKER, Date.now());
  expect(await waiting(first.runId)).toEqual([]);
  expect(await waiting(second.runId)).toMatchObject([{ reason: 'capacity', limit: 1 }]);
  expect((await model().workers(Date.now()))[0]).toMatchObject({ id: 'w1', alive: true, capacity: 1 });
  expect((await model().workers(Date.now() + 60_000))[0]).toMatchObject({ alive: false });

  const rows = (await model().tasks({ ...everything, search: 'waits' })).items;
  expect(rows.map((row) => [row.title, row.lastRun.waiting.length])).toEqual([
    ['Second waits', 1],
    ['First waits', 0],
  ]);
  for (const { runId } of [first, second]) await prismaWebStore(db()).requestCancel({ runId, byId: mila.id, now: Date.now() });
});

test('tasks page by number without gap or repeat, and are found by number, title, person and state', async () => {
  const titles = Array.from({ length: 7 }, (_, i) => `Paged 100% ${i}`);
  const filed = [];
  for (const title of titles) filed.push(await fileOne(db(), ground, title));
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await model().tasks({ ...everything, search: 'paged 100%', cursor, limit: 3 });
    seen.push(...page.items.map((row) => row.title));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(titles.toReversed());

  const task = await model().task(filed[0]?.taskId ?? '');
  expect(task).toMatchObject({
    title: titles[0],
    repository: 'shop',
    agent: 'script',
    runs: 1,
    requester: { name: 'Mila Member' },
    reviews: [],
  });
  expect((await model().task(String(task?.number)))?.id).toBe(task?.id);
  expect((await model().tasks({ ...everything, search: `#${task?.number}` })).items.map((row) => row.id)).toContain(task?.id);
  expect((await model().tasks({ ...everything, requesterId: rami.id })).items).toEqual([]);
  expect((await model().tasks({ ...everything, repository: 'nowhere' })).items).toEqual([]);
  expect((await model().tasks({ ...everything, status: 'done' })).items).toEqual([]);
  expect(await model().task('task_nowhere')).toBeNull();
  expect((await model().tasks({ ...everything, search: "'; DROP TABLE tasks; --\u0000%_" })).items).toEqual([]);
  for (const { runId } of filed) await prismaWebStore(db()).requestCancel({ runId, byId: mila.id, now: Date.now() });
});

test('the review queue says whose turn it is and why, to each person their own', async () => {
  const { runId, taskId } = await fileOne(db(), ground, 'To be reviewed');
  await walk(runId, toReview(runId));
  const rowFor = async (person: Person) =>
    (await model().reviewQueue(person, {}, Date.now())).sections.flatMap(({ items }) => items).find((row) => row.runId === runId);
  expect(await rowFor(rami)).toMatchObject({
    turn: 'yours',
    turnWhy: '1 reviewer: Rami Reviewer',
    status: 'IN_REVIEW',
    disposition: 'REVIEW',
    size: { files: 1, added: 3, deleted: 1 },
    findings: [{ id: 'TST-02', severity: 'high', evidence: 'skip' }],
    checks: { run: 4, passed: 2, failed: 1, unknown: 1 },
    requester: 'Mila Member',
  });
  expect(await rowFor(mila)).toMatchObject({ turn: 'others' });
  const asked = { ...rami, id: mila.id };
  expect(await rowFor(asked)).toMatchObject({ turn: 'others', turnWhy: expect.stringContaining('You asked') });
  expect(await model().counts(rami)).toEqual({ needsYou: 1, running: 0 });
  expect(await model().counts(mila)).toEqual({ needsYou: 0, running: 0 });

  const room = await model().reviewRoom(runId, rami, {});
  expect(room).toMatchObject({
    mayDecide: { allowed: true },
    nextInQueue: null,
    previousRunId: null,
    reviews: [],
    artifact: anArtifact(runId),
  });
  expect(room?.checks).toHaveLength(5);
  expect((await model().reviewRoom(runId, mila, {}))?.mayDecide.allowed).toBe(false);
  expect(await model().reviewRoom('run_nowhere', rami, {})).toBeNull();
  expect(await model().checkOutput(runId, 'lint', 'result')).toBe('bad');
  expect(await model().checkOutput(runId, 'lint', 'base')).toBeNull();
  expect(await model().patch(runId, null, 0)).toEqual({ path: 'src/checkout.js', patch: '@@ -1 +1 @@\n-a\n+b\u2400\n', omitted: null });
  expect(await model().patch(runId, null, 1)).toBeNull();
  expect(await model().findInPatches(runId, null, 'B', 10)).toEqual({ hits: [{ position: 0, side: 'head', line: 1 }], more: false });
  expect(await model().findInPatches(runId, null, '%', 10)).toEqual({ hits: [], more: false });

  // One approval of two: it counts, and this person's turn is over.
  const approval = {
    review: aReview(runId),
    reviewerId: rami.id,
    now: Date.now(),
    transition: null,
    job: null,
    followUp: null,
    decision: aDecision(),
  };
  await prismaWebStore(db()).recordReview(approval);
  expect(await rowFor(rami)).toMatchObject({ turn: 'others', turnWhy: expect.stringContaining('another person') });
  expect(await rowFor(ada)).toMatchObject({ turn: 'yours' });
  expect(await model().counts(rami)).toMatchObject({ needsYou: 0 });
  expect((await model().reviewRoom(runId, ada, {}))?.reviews).toMatchObject([{ reviewerName: 'Rami Reviewer', counts: true, runId }]);
  expect((await model().reviewRoom(runId, ada, {}))?.decisions).toHaveLength(2);

  // A new artifact: older reviews stay readable and do not count.
  const review = aReview(runId, { verdict: 'request_changes', reason: 'Rename it.' });
  const sentBack = await prismaWebStore(db()).recordReview({
    ...approval,
    review,
    reviewerId: ada.id,
    transition: 'changes_requested',
    followUp: { prompt: 'Rename.' },
  });
  const followUp = (sentBack.ok && sentBack.value.followUpRunId) || '';
  await walk(followUp, toReview(followUp));
  const second = await model().reviewRoom(followUp, ada, {});
  expect(second).toMatchObject({ previousRunId: runId, run: { number: 2, siblings: [{ id: runId, status: 'CHANGES_REQUESTED' }] } });
  expect(second?.reviews.map(({ counts }) => counts)).toEqual([false, false]);
  expect(await model().task(taskId)).toMatchObject({ runs: 2, lastRun: { id: followUp }, allRuns: [{ number: 2 }, { number: 1 }] });
});

test('the inbox shows what runs with its last step and rate, what is paused, and what came back', async () => {
  const running = await fileOne(db(), ground, 'Running');
  await walk(running.runId, TO_RUNNING);
  const now = Date.now();
  const log = prismaEventLog(db());
  for (const text of ['one', 'two']) await log.appendUnleased(running.runId, now - 15_000, { kind: 'progress', text });
  await log.appendUnleased(running.runId, now - 1_000, {
    kind: 'tool_call',
    toolCallId: 't',
    title: 'Run tests',
    toolKind: 'execute',
    status: 'pending',
    command: 'npm test',
    locations: [],
  });
  await log.appendUnleased(running.runId, now, {
    kind: 'model_call',
    provider: 'openai',
    model: 'm',
    status: 200,
    ms: 1,
    requestBytes: 1,
    responseBytes: 1,
    inputTokens: 70,
    outputTokens: 7,
  });
  const paused = await fileOne(db(), ground, 'Paused');
  await walk(paused.runId, [...TO_RUNNING, { transition: 'paused' }]);
  const failed = await fileOne(db(), ground, 'Failed');
  await walk(failed.runId, [
    { transition: 'claimed' },
    { transition: 'failed', stored: { kind: 'failure', failure: { code: 'sandbox_image_missing', message: 'no image' } } },
  ]);

  const inbox = await model().inbox(mila, now);
  const row = inbox.running.find(({ id }) => id === running.taskId);
  expect(row).toMatchObject({ lastStep: 'npm test' });
  expect(row?.eventRate).toHaveLength(30);
  expect(row?.eventRate.slice(-2)).toEqual([2, 2]);
  expect(inbox.paused.map(({ title }) => title)).toEqual(['Paused']);
  expect((await model().inbox(rami, now)).paused).toEqual([]);
  expect(inbox.cameBack.find(({ id }) => id === failed.taskId)).toMatchObject({
    lastRun: { status: 'FAILED', failure: { code: 'sandbox_image_missing', message: 'no image' } },
  });
  expect(inbox.setUp).toEqual({ hasRepository: true, hasAgent: true, hasTask: true, hasWorker: true });
  expect(await model().counts(mila)).toMatchObject({ needsYou: 1, running: 1 });
  expect(await model().run(running.runId, now)).toMatchObject({
    status: 'RUNNING',
    lastSeq: 4,
    usage: { inputTokens: 70, outputTokens: 7, modelCalls: 1 },
    agent: { kind: 'script' },
  });
});

test('the lists of admins never show a key', async () => {
  const save = {
    id: null,
    kind: 'opencode',
    provider: 'openai',
    model: 'm',
    baseUrl: '',
    label: '',
    byId: mila.id,
    now: Date.now(),
  } as const;
  await prismaWebStore(db()).saveAgentProfile({ ...save, name: 'sealed', key: { from: 'sealed', sealed: 'v1.secret-box' } });
  await prismaWebStore(db()).saveAgentProfile({ ...save, name: 'present', key: { from: 'environment', variable: 'OPENAI_API_KEY' } });
  await prismaWebStore(db()).saveAgentProfile({ ...save, name: 'absent', key: { from: 'environment', variable: 'ANTHROPIC_API_KEY' } });
  const profiles = await model().agentProfiles();
  expect(Object.fromEntries(profiles.map(({ name, key }) => [name, key]))).toEqual({
    script: 'none',
    sealed: 'sealed',
    present: { variable: 'OPENAI_API_KEY', present: true },
    absent: { variable: 'ANTHROPIC_API_KEY', present: false },
  });
  expect(JSON.stringify(profiles)).not.toContain('secret-box');
  expect(await model().repositories()).toMatchObject([
    { name: 'shop', state: 'READY', pathCount: 3, suggestedChecks: ['npm test'], branches: [{ name: 'main' }] },
  ]);
  expect(await model().repositoryPaths('shop')).toEqual({
    paths: ['docs/pricing.md', 'src/checkout.js', 'test/checkout.test.js'],
    truncated: false,
  });
  expect((await model().people()).map(({ name }) => name)).toContain('Ada Admin');
  expect(await model().person(randomUUID())).toBeNull();
});

const WORKER: WorkerFacts = {
  id: 'w1',
  hostname: 'host',
  version: '0',
  engine: 'Docker',
  engineAnswers: true,
  workspaceMethod: 'copy',
  capacity: 1,
  images: [],
  sealingKey: 'k',
  environmentKeys: ['OPENAI_API_KEY'],
};
