import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunTransition } from '../../domain/run/machine.ts';
import { openTestDatabase } from '../../testing/database.ts';
import {
  aContract,
  aDecision,
  addPerson,
  anArtifact,
  aReview,
  digestOf,
  fileOne,
  type Ground,
  layGround,
} from '../../testing/filed-task.ts';
import { until } from '../../testing/until.ts';
import { pgBossQueue } from './pg-boss-queue.ts';
import { prismaEventLog } from './prisma-event-log.ts';
import { prismaRunStore } from './prisma-run-store.ts';
import { prismaWebStore } from './prisma-web-store.ts';
import { seedPolicy } from './seed.ts';

const NOW = 1_800_000_000_000;
const { db, test: database } = openTestDatabase();
let ground: Ground;
let rami: string;
let ana: string;
beforeAll(async () => {
  ground = await layGround(db());
  rami = await addPerson(db(), 'Rami Reviewer', 'reviewer');
  ana = await addPerson(db(), 'Ana Reviewer', 'reviewer');
});

const store = () => prismaWebStore(db());
const by = () => ({ byId: rami, now: NOW });
const runs = () => prismaRunStore(db());
const jobsOf = async (subjectId: string): Promise<string[]> =>
  (
    await db().prisma.$queryRaw<
      { name: string }[]
    >`SELECT name FROM pgboss.job WHERE data ->> 'subjectId' = ${subjectId} ORDER BY created_on`
  ).map(({ name }) => name);

async function toReview(): Promise<{ readonly runId: string; readonly taskId: string }> {
  const filed = await fileOne(db(), ground);
  const { runId } = filed;
  const artifact = anArtifact(runId);
  const steps = [
    ['claimed', undefined],
    ['agent_started', undefined],
    ['agent_ended', undefined],
    ['collected', { kind: 'artifact', artifact, patches: [] }],
    ['verified', { kind: 'checks', checks: [] }],
    ['held_for_review', { kind: 'judgement', risks: { findings: [], detectors: [] }, decision: aDecision() }],
  ] as const satisfies readonly (readonly [RunTransition, unknown])[];
  const lease = await runs().claim({ runId, statuses: ['QUEUED'], worker: 'w', now: NOW, leaseMs: 60_000 });
  if (!lease) throw new Error('not claimed');
  for (const [transition, stored] of steps) {
    const moved = await runs().commit(lease, { transition, at: NOW, stored });
    if (!moved.ok) throw new Error(moved.failure.message);
  }
  return filed;
}

const approve = (runId: string, reviewerId: string, more: Partial<Parameters<ReturnType<typeof store>['recordReview']>[0]> = {}) =>
  store().recordReview({
    review: aReview(runId),
    reviewerId,
    now: NOW,
    transition: 'approved',
    job: 'run.merge',
    followUp: null,
    decision: aDecision({ disposition: 'APPROVED' }),
    ...more,
  });

describe('filing', () => {
  test('a double click, twelve times at once over two processes, makes one task, one run and one job', async () => {
    const input = {
      requestId: randomUUID(),
      requesterId: ground.requesterId,
      contract: aContract(),
      overrides: [],
      prompt: 'Do it\u0000.',
      now: NOW,
    };
    const other = prismaWebStore(database().connect());
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 ? store() : other).fileTask(input)));
    const [first] = answers;
    if (!first?.ok) throw new Error('not filed');
    for (const answer of answers) expect(answer).toEqual(first);
    expect(await db().prisma.task.count({ where: { requestId: input.requestId } })).toBe(1);
    expect(await jobsOf(first.value.runId)).toEqual(['run.execute']);
    const run = await runs().read(first.value.runId);
    expect(run).toMatchObject({
      ok: true,
      value: {
        number: 1,
        status: 'QUEUED',
        prompt: 'Do it\u2400.',
        contract: input.contract,
        repository: { name: 'shop', baseBranch: 'main' },
      },
    });
    expect(run.ok && run.value.branch).toMatch(/^countersign\/task-\d+$/);
  });

  test('what is not registered is named by its field, and nothing is stored', async () => {
    const contract = { ...aContract(), environment: { repository: 'nowhere', baseBranch: 'main', agent: 'nobody' } };
    const requestId = randomUUID();
    const answer = await store().fileTask({ requestId, requesterId: ground.requesterId, contract, overrides: [], prompt: '', now: NOW });
    expect(answer).toMatchObject({
      ok: false,
      failure: { code: 'invalid_input', detail: { 'environment.repository': expect.anything(), 'environment.agent': expect.anything() } },
    });
    expect(await db().prisma.task.count({ where: { requestId } })).toBe(0);
  });

  test('a filed task is in the hands of a worker at once', async () => {
    const queue = pgBossQueue(database().connect());
    const got = new Map<string, number>();
    const take = async (id: string) => void got.set(id, performance.now());
    await queue.work(
      {
        'run.execute': take,
        'run.verify': take,
        'run.judge': take,
        'run.merge': take,
        'repository.sync': take,
        'agent.test': take,
        'policy.apply': take,
      },
      { concurrency: 1 },
    );
    await fileOne(db(), ground);
    await until(async () => got.size > 0);
    // The polling interval is 2 s, and a task that is filed right after a poll would wait for the whole of it, each time.
    const waits: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      const before = performance.now();
      const { runId } = await fileOne(db(), ground);
      await until(async () => got.has(runId));
      waits.push((got.get(runId) ?? 0) - before);
    }
    expect(Math.min(...waits)).toBeLessThan(1_000);
    await queue.stop(5_000);
  });
});

describe('reviewing', () => {
  test('of two approvals at once one moves the run and one merge is ordered; the other is stored without moving', async () => {
    const { runId, taskId } = await toReview();
    const answers = await Promise.all([approve(runId, rami, { seenReviews: 0 }), approve(runId, ana, { seenReviews: 0 })]);
    for (const answer of answers) expect(answer).toEqual({ ok: true, value: { status: 'APPROVED', followUpRunId: null } });
    expect(await jobsOf(runId)).toEqual(['run.execute', 'run.merge']);
    const rows = await db().prisma.review.findMany({ where: { runId }, orderBy: { position: 'asc' } });
    expect(rows.map(({ movedTo }) => movedTo)).toEqual(['APPROVED', null]);
    expect((await runs().readReviews(taskId)).map(({ reviewerName }) => reviewerName).toSorted()).toEqual([
      'Ana Reviewer',
      'Rami Reviewer',
    ]);
    expect(await db().prisma.decision.count({ where: { runId } })).toBe(2);
  });

  test('a double click whose second half comes after somebody else spoke is stored once', async () => {
    const { runId } = await toReview();
    for (const person of [rami, ana, rami, ana])
      expect(await approve(runId, person)).toEqual({ ok: true, value: { status: 'APPROVED', followUpRunId: null } });
    expect(await db().prisma.review.count({ where: { runId } })).toBe(2);
    expect(await jobsOf(runId)).toEqual(['run.execute', 'run.merge']);
  });

  test('an approval and a rejection at once: one wins and the other is told', async () => {
    for (let round = 0; round < 5; round++) {
      const { runId } = await toReview();
      const reject = approve(runId, ana, {
        review: aReview(runId, { verdict: 'reject', reason: 'Not like this.' }),
        transition: 'rejected',
        job: null,
      });
      const [approved, rejected] = await Promise.all([approve(runId, rami), reject]);
      expect([approved.ok, rejected.ok].filter(Boolean)).toHaveLength(1);
      for (const answer of [approved, rejected]) if (!answer.ok) expect(answer.failure.code).toBe('illegal_move');
      expect(await db().prisma.review.count({ where: { runId } })).toBe(1);
      expect(await jobsOf(runId)).toEqual(approved.ok ? ['run.execute', 'run.merge'] : ['run.execute']);
    }
  });

  test('a stale page and a review that did not know of another store nothing', async () => {
    const { runId } = await toReview();
    const stale = await approve(runId, rami, { review: aReview(runId, { artifactDigest: digestOf('another') }) });
    expect(stale).toMatchObject({ ok: false, failure: { code: 'stale_page' } });

    const half = { transition: null, job: null, seenReviews: 0 } as const;
    const answers = await Promise.all([approve(runId, rami, half), approve(runId, ana, half)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.failure.code).toBe('stale_page');
    expect(await db().prisma.review.count({ where: { runId } })).toBe(1);
    const second = await db().prisma.review.findFirstOrThrow({ where: { runId } });
    expect(await approve(runId, second.reviewerId === rami ? ana : rami, { seenReviews: 1 })).toMatchObject({
      ok: true,
      value: { status: 'APPROVED' },
    });
  });

  test('requested changes make one follow-up run that starts at the result, also when clicked twice', async () => {
    const { runId, taskId } = await toReview();
    const review = aReview(runId, {
      verdict: 'request_changes',
      reason: '',
      comments: [{ path: 'src/checkout.js', side: 'head', line: 3, endLine: 4, body: 'Name it `address`.' }],
    });
    const request = () =>
      approve(runId, rami, { review, transition: 'changes_requested', job: null, followUp: { prompt: 'Answer the comment.' } });
    const answers = await Promise.all([request(), request(), request()]);
    const [first] = answers;
    if (!first?.ok || !first.value.followUpRunId) throw new Error('no follow-up');
    for (const answer of answers) expect(answer).toEqual(first);
    const followUp = await runs().read(first.value.followUpRunId);
    expect(followUp).toMatchObject({
      ok: true,
      value: { number: 2, taskId, status: 'QUEUED', prompt: 'Answer the comment.', startSha: '2'.repeat(40), baseSha: '1'.repeat(40) },
    });
    expect(await jobsOf(first.value.followUpRunId)).toEqual(['run.execute']);
    expect(await db().prisma.run.count({ where: { taskId } })).toBe(2);
    expect((await db().prisma.task.findUniqueOrThrow({ where: { id: taskId } })).status).toBe('QUEUED');
    // With the patch it was about, so that a policy may let it outlive a rebase.
    expect((await runs().readReviews(taskId))[0]).toMatchObject({ comments: review.comments, patchId: '5'.repeat(40) });
    expect(await approve(runId, ana)).toMatchObject({ ok: false, failure: { code: 'illegal_move' } });
  });

  test('a merge whose answer was lost is settled by a person, with an entry in the log', async () => {
    const { runId } = await toReview();
    await approve(runId, rami);
    const lease = await runs().claim({ runId, statuses: ['APPROVED'], worker: 'w', now: NOW + 60_001, leaseMs: 60_000 });
    if (!lease) throw new Error('not claimed');
    // Those of the other tests are out of the way.
    await db().prisma.run.updateMany({ where: { status: 'APPROVED', id: { not: runId } }, data: { status: 'CANCELLED' } });
    expect(await runs().takeTurn(lease, NOW)).toEqual({ ok: true, value: [] });
    await runs().commit(lease, { transition: 'merge_started', at: NOW });
    await runs().commit(lease, { transition: 'merge_lost', at: NOW });
    const settle = () => store().settleMerge({ runId, byId: rami, now: NOW, transition: 'merge_found', sha: '9'.repeat(40), job: null });
    expect(await settle()).toEqual({ ok: true, value: 'MERGED' });
    expect(await settle()).toMatchObject({ ok: false, failure: { code: 'illegal_move' } });
    const entries = (await prismaEventLog(db()).read(runId, 0, 10)).map(({ body }) => body);
    expect(entries[0]).toEqual({ kind: 'phase', phase: 'review', state: 'finished', text: 'Rami Reviewer approved: Traced it.' });
    expect(entries[1]).toMatchObject({ kind: 'phase', phase: 'merge', text: `Rami Reviewer: merge found at ${'9'.repeat(40)}` });
  });
});

describe('lists that admins keep', () => {
  test('names are taken once, and free again after a removal that leaves old tasks readable', async () => {
    const add = (name: string) => store().addRepository({ name, url: '/srv/x.git', baseBranch: null, byId: ground.requesterId, now: NOW });
    const [one, two] = await Promise.all([add('lib'), add('lib')]);
    expect([one.ok, two.ok].filter(Boolean)).toHaveLength(1);
    for (const answer of [one, two]) if (!answer.ok) expect(answer.failure.code).toBe('name_taken');
    const id = one.ok ? one.value.id : two.ok ? two.value.id : '';
    expect(await jobsOf(id)).toEqual(['repository.sync']);
    expect(await store().removeRepository({ id, ...by() })).toEqual({ ok: true, value: undefined });
    expect((await add('lib')).ok).toBe(true);
    expect(await store().removeRepository({ id: ground.repositoryId, ...by() })).toMatchObject({
      ok: false,
      failure: { code: 'still_in_use' },
    });
    expect(await store().setMergeMethod({ id: ground.repositoryId, mergeMethod: 'merge_commit', ...by() })).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await store().setMergeMethod({ id: 'repo_nothing', mergeMethod: 'squash', ...by() })).toMatchObject({
      failure: { code: 'not_found' },
    });
    expect(await store().setBaseBranch({ id: ground.repositoryId, baseBranch: 'nope', ...by() })).toMatchObject({
      ok: false,
      failure: { code: 'repository_unborn_branch' },
    });
    expect(await store().requestSync('repo_nowhere', NOW)).toMatchObject({ ok: false, failure: { code: 'not_found' } });
  });

  test('a sealed key is kept over an edit, and gone after a removal', async () => {
    const profile = { name: 'claude', kind: 'claude_code', provider: 'anthropic', model: 'm', baseUrl: '', label: '', ...by() } as const;
    const made = await store().saveAgentProfile({ ...profile, id: null, key: { from: 'sealed', sealed: 'v1.box' } });
    if (!made.ok) throw new Error('not made');
    await store().saveAgentProfile({ ...profile, id: made.value.id, model: 'm2', key: { from: 'keep' } });
    const row = () => db().prisma.agentProfile.findUniqueOrThrow({ where: { id: made.value.id } });
    expect(await row()).toMatchObject({ model: 'm2', keyFrom: 'sealed', keySealed: 'v1.box' });
    await store().removeAgentProfile({ id: made.value.id, ...by() });
    expect(await row()).toMatchObject({ keySealed: null, livingName: null });
    expect(await store().saveAgentProfile({ ...profile, id: made.value.id, key: { from: 'keep' } })).toMatchObject({
      ok: false,
      failure: { code: 'not_found' },
    });
  });

  test('two admins cannot take each other away at the same moment', async () => {
    const [a, b] = [await addPerson(db(), 'Ada', 'admin'), await addPerson(db(), 'Bea', 'admin')];
    const answers = await Promise.all([
      store().setRole({ personId: a, role: 'member', byId: b, now: NOW }),
      store().setActive({ personId: b, active: false, byId: a, now: NOW }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.failure.code).toBe('last_admin');
    expect(await db().prisma.user.count({ where: { role: 'admin', active: true } })).toBe(1);
  });

  test('a policy text that changed without its number gets the next one', async () => {
    const policy = { name: 'default', version: 1, yaml: 'a: 1', digest: digestOf('a'), now: NOW };
    await seedPolicy(db(), policy);
    await seedPolicy(db(), policy);
    expect(await runs().activePolicy('')).toMatchObject({ installation: { version: 1, yaml: 'a: 1' }, repository: null, shadows: [] });
    await seedPolicy(db(), { ...policy, yaml: 'a: 2', digest: digestOf('b'), now: NOW + 1 });
    expect(await runs().activePolicy('')).toMatchObject({ installation: { version: 2, yaml: 'a: 2' } });
  });
});
