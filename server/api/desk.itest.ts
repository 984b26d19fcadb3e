import { beforeAll, describe, expect, test } from 'vitest';
import { READING_LAPSES_MS } from '../domain/review/ownership.ts';
import type { Person } from '../domain/shared/role.ts';
import type { ReviewSection } from '../ports/read-model.ts';
import { failureOf, file, openApi, outcome } from '../testing/api-setting.ts';
import { aContract } from '../testing/filed-task.ts';
import { bringToReview as bringRunToReview, landReviewed } from '../testing/reviewed-run.ts';

const { as, asPerson, addPerson, db, people, web } = openApi();
let sara: Person;
beforeAll(async () => {
  sara = await addPerson('Sara', 'reviewer');
});

const bring = async (title: string, requester: Person = people.member) =>
  await bringRunToReview(web(), asPerson(requester), requester, title);
const sectionOf = async (person: Person, runId: string): Promise<ReviewSection | null> => {
  const { sections } = await asPerson(person).reviews.queue({ filter: {} });
  return sections.find(({ items }) => items.some((row) => row.runId === runId))?.section ?? null;
};
const rowOf = async (person: Person, runId: string) =>
  (await asPerson(person).reviews.queue({ filter: {} })).sections.flatMap(({ items }) => items).find((row) => row.runId === runId);
const audited = async (runId: string) =>
  (
    await db().prisma.auditEntry.findMany({ where: { subjectId: runId, action: { startsWith: 'review_' } }, orderBy: { position: 'asc' } })
  ).map(({ action, actorId, detail }) => [action, actorId, detail]);

describe('who has an artifact', () => {
  test('of two who open it at the same moment one has it and the other one is told who', async () => {
    const { runId } = await bring('Opened by two');
    for (let round = 0; round < 15; round += 1) {
      await db().prisma.reviewItem.update({ where: { runId }, data: { ownerId: null, readingSince: null, seenAt: null } });
      const answers = await Promise.all([people.reviewer, sara].map((person) => asPerson(person).desk.claim({ runId })));
      expect(answers.filter(({ isYours }) => isYours)).toHaveLength(1);
      const winner = answers[0]?.isYours ? people.reviewer : sara;
      expect(answers.map(({ owner }) => owner.name)).toEqual([winner.name, winner.name]);
      expect((await rowOf(people.admin, runId))?.owner).toMatchObject({ id: winner.id, isAssigned: false });
    }
    expect(await audited(runId)).toEqual([]);
  });

  test('is nobody who may not decide on it', async () => {
    const { runId } = await bring('Asked for by a reviewer', people.reviewer);
    expect(await outcome(as('reviewer').desk.claim({ runId }))).toBe('not_allowed');
    expect(await outcome(as('member').desk.claim({ runId }))).toBe('not_allowed');
    expect((await failureOf(as('admin').desk.assign({ runId, toId: people.reviewer.id })))?.message).toContain('asked for this task');
    expect(await outcome(as('admin').desk.assign({ runId, toId: people.member.id }))).toBe('not_allowed');
    expect(await outcome(as('admin').desk.assign({ runId, toId: 'nobody' }))).toBe('not_found');
    expect((await rowOf(sara, runId))?.owner).toBeNull();
  });

  test('lapses when the room has been closed for a while; taking over and handing over are in the audit log', async () => {
    const { runId } = await bring('Handed round');
    const version = async () => (await as('reviewer').reviews.roomState({ runId })).version;
    const untouched = await version();
    const now = Date.now();
    const { store } = web();
    await store.claimReview({ runId, by: people.reviewer, now: now - READING_LAPSES_MS });
    expect(await store.claimReview({ runId, by: sara, now })).toMatchObject({ ok: true, value: { isYours: true } });
    expect((await as('reviewer').desk.claim({ runId })).owner).toMatchObject({ name: sara.name, readingSince: now });
    // Open rooms read themselves again when somebody else has it, and not when the one who has it is still there.
    const taken = await version();
    expect(taken).not.toBe(untouched);
    await asPerson(sara).desk.claim({ runId });
    expect(await version()).toBe(taken);

    expect((await as('reviewer').desk.takeOver({ runId })).isYours).toBe(true);
    expect((await asPerson(sara).desk.claim({ runId })).owner.name).toBe(people.reviewer.name);
    await as('reviewer').desk.takeOver({ runId });
    await as('reviewer').desk.assign({ runId, toId: sara.id });
    await as('reviewer').desk.assign({ runId, toId: sara.id });
    expect((await as('reviewer').desk.claim({ runId })).owner).toMatchObject({ id: sara.id, isAssigned: true, readingSince: null });
    const filter = (owner: 'mine' | 'unclaimed') => ({ filter: { owner } as const });
    const has = async (person: Person, owner: 'mine' | 'unclaimed') =>
      (await asPerson(person).reviews.queue(filter(owner))).sections.some(({ items }) => items.some((row) => row.runId === runId));
    expect([await has(sara, 'mine'), await has(people.reviewer, 'mine'), await has(sara, 'unclaimed')]).toEqual([true, false, false]);
    await asPerson(sara).desk.assign({ runId, toId: null });
    expect(await audited(runId)).toEqual([
      ['review_taken_over', people.reviewer.id, { from: sara.id, fromName: sara.name }],
      ['review_assigned', people.reviewer.id, { to: sara.id, toName: sara.name, from: people.reviewer.id, fromName: people.reviewer.name }],
      ['review_assigned', sara.id, { to: null, toName: null, from: sara.id, fromName: sara.name }],
    ]);
  });

  test('is free again when its owner has left, and nobody once it is decided', async () => {
    const { runId, digest } = await bring('Left behind');
    const leaver = await addPerson('leaver', 'reviewer');
    await as('admin').desk.assign({ runId, toId: leaver.id });
    await as('admin').people.setActive({ id: leaver.id, active: false });
    expect((await rowOf(sara, runId))?.owner).toBeNull();
    expect((await asPerson(sara).desk.claim({ runId })).isYours).toBe(true);
    await asPerson(sara).reviews.decide({ runId, artifactDigest: digest, verdict: 'reject', reason: 'Not like this.' });
    expect(await outcome(as('reviewer').desk.claim({ runId }))).toBe('illegal_move');
    expect(await db().prisma.reviewItem.count({ where: { runId } })).toBe(0);
  });
});

describe('snoozing', () => {
  test('is for one person, until the instant or the first change, and ends by itself', async () => {
    const { runId } = await bring('Put off');
    await as('reviewer').desk.snooze({ runId, forMs: 3_600_000 });
    expect([await sectionOf(people.reviewer, runId), await sectionOf(sara, runId)]).toEqual(['snoozed', 'yours']);
    await db().prisma.reviewSnooze.updateMany({ where: { runId }, data: { until: new Date(Date.now() - 1) } });
    expect(await sectionOf(people.reviewer, runId)).toBe('yours');

    await as('reviewer').desk.snooze({ runId, forMs: null });
    expect((await rowOf(people.reviewer, runId))?.snoozed).toEqual({ until: null });
    await as('admin').desk.assign({ runId, toId: sara.id });
    expect(await sectionOf(people.reviewer, runId)).toBe('yours');

    await asPerson(sara).desk.snooze({ runId, forMs: 3_600_000 });
    await as('admin').desk.assign({ runId, toId: null });
    expect(await sectionOf(sara, runId)).toBe('snoozed');
    await as('admin').desk.assign({ runId, toId: sara.id });
    expect(await sectionOf(sara, runId)).toBe('yours');
    await asPerson(sara).desk.snooze({ runId, forMs: null });
    await asPerson(sara).desk.wake({ runId });
    expect(await sectionOf(sara, runId)).toBe('yours');
    expect((await as('reviewer').reviews.room({ runId, filter: {} })).mayDecide.allowed).toBe(true);
  });
});

describe('saved views', () => {
  test('are personal, named once, renamed and deleted', async () => {
    const filter = { repository: 'shop', risk: 'high', text: 'Käse "x"' } as const;
    const { id } = await as('reviewer').desk.saveView({ id: null, name: 'Mine', filter });
    expect(await outcome(as('reviewer').desk.saveView({ id: null, name: 'Mine', filter: {} }))).toBe('name_taken');
    expect(await as('reviewer').desk.views()).toEqual([{ id, name: 'Mine', filter }]);
    expect(await asPerson(sara).desk.views()).toEqual([]);
    expect(await outcome(asPerson(sara).desk.saveView({ id, name: 'Stolen', filter: {} }))).toBe('not_found');
    expect(await outcome(asPerson(sara).desk.removeView({ id }))).toBe('not_found');
    await as('reviewer').desk.saveView({ id, name: 'Renamed', filter });
    expect((await as('reviewer').desk.views()).map(({ name }) => name)).toEqual(['Renamed']);
    await as('reviewer').desk.removeView({ id });
    expect(await as('reviewer').desk.views()).toEqual([]);
  });
});

describe('a long queue', () => {
  test('is paged without gap or repeat while artifacts come and go, and every filter narrows it', async () => {
    const template = await bring('Template');
    await db().prisma.$executeRaw`
      INSERT INTO tasks (id, "requestId", "requesterId", title, contract, overrides, artifact, "repositoryId", "baseBranch", "agentName", branch, status, "createdAt", "updatedAt")
      SELECT 'task_long_' || n, 'long-' || n, "requesterId", 'Long 100% ' || n, contract, overrides, artifact, "repositoryId", "baseBranch", "agentName", branch, status, "createdAt", "updatedAt"
      FROM tasks, generate_series(1, 130) AS n WHERE id = ${template.taskId}`;
    await db().prisma.$executeRaw`
      INSERT INTO runs (id, "taskId", number, status, "statusAt", "agentProfileId", prompt, "createdAt")
      SELECT 'run_long_' || n, 'task_long_' || n, 1, 'IN_REVIEW', now(), "agentProfileId", '', now() FROM runs, generate_series(1, 130) AS n WHERE id = ${template.runId}`;
    await db().prisma.$executeRaw`
      INSERT INTO review_items ("runId", status, since, round, title, "repositoryId", "requesterId", "agentName", kind, worst, lines)
      SELECT 'run_long_' || n, status, now() - n * interval '10 minutes', 1, 'Long 100% ' || n, "repositoryId", "requesterId", "agentName", kind,
        (ARRAY['low', 'high', NULL])[1 + n % 3], n * 7 FROM review_items, generate_series(1, 130) AS n WHERE "runId" = ${template.runId}`;

    const filter = { text: 'long 100%' };
    const first = (await as('reviewer').reviews.queue({ filter })).sections.find(({ section }) => section === 'yours');
    expect(first).toMatchObject({ count: 130, items: { length: 40 } });
    const seen = first?.items.map(({ runId }) => runId) ?? [];
    // The last row that was seen leaves, and one that would stand first arrives.
    await db().prisma.reviewItem.delete({ where: { runId: seen.at(-1) ?? '' } });
    await db().prisma.reviewItem.update({ where: { runId: template.runId }, data: { title: 'Long 100% late', worst: 'critical' } });
    for (let cursor = first?.nextCursor ?? null; cursor !== null; ) {
      const page = await as('reviewer').reviews.queuePage({ filter, section: 'yours', cursor });
      seen.push(...page.items.map(({ runId }) => runId));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(130);
    expect(new Set(seen).size).toBe(130);
    expect(await as('reviewer').reviews.queuePage({ filter, section: 'yours', cursor: 'nonsense' })).toEqual({
      items: [],
      nextCursor: null,
    });

    const counts = async (more: object) =>
      (await as('reviewer').reviews.queue({ filter: { ...filter, ...more } })).sections.reduce((total, { count }) => total + count, 0);
    const [all, high, low, none] = [
      await counts({}),
      await counts({ risk: 'high' }),
      await counts({ risk: 'low' }),
      await counts({ risk: 'none' }),
    ];
    expect([all, low + none, high < low]).toEqual([130, 130, true]);
    expect([await counts({ repository: 'shop' }), await counts({ repository: 'x' }), await counts({ agent: 'script' })]).toEqual([
      130, 0, 130,
    ]);
    expect([await counts({ kind: 'investigation' }), await counts({ owner: 'mine' }), await counts({ owner: 'unclaimed' })]).toEqual([
      0, 0, 130,
    ]);

    // From the room the next one is the next of the list that the reader came with, and not what somebody else has.
    const [top, second, third] = (await as('reviewer').reviews.queue({ filter: { ...filter, risk: 'high' } })).sections[0]?.items ?? [];
    expect(top?.runId).toBe(template.runId);
    expect(top?.placeWhy).toMatch(/^Worst finding is critical; .* Before the next one: worse finding\.$/);
    const next = async () =>
      (await as('reviewer').reviews.room({ runId: template.runId, filter: { ...filter, risk: 'high' } })).nextInQueue;
    expect(await next()).toBe(second?.runId);
    await asPerson(sara).desk.claim({ runId: second?.runId ?? '' });
    expect(await next()).toBe(third?.runId);
    await db().prisma.run.deleteMany({ where: { id: { startsWith: 'run_long_' } } });
    await db().prisma.task.deleteMany({ where: { id: { startsWith: 'task_long_' } } });
  });
});

describe('review bandwidth', () => {
  const claim = (runId: string) => web().runs.claim({ runId, statuses: ['QUEUED'], worker: 'w', now: Date.now(), leaseMs: 1_000 });
  const waitingOf = async (runId: string) =>
    (await as('member').runs.get({ id: runId })).waiting.flatMap((wait) => (wait.reason === 'review_backlog' ? [wait] : []));

  test('first runs wait while a limit is reached, and may start when a review comes in; follow-ups are not held back', async () => {
    const repositoryId = (await as('admin').repositories.list()).find(({ name }) => name === 'shop')?.id ?? '';
    const { runId: reviewed, digest } = await bring('Takes up room');
    const { waiting } = await as('member').desk.bandwidth();
    const held = (await file(as('member'), aContract('Held back'))).runId;
    await as('admin').desk.setLimit({ repositoryId, limit: waiting });

    expect(await waitingOf(held)).toEqual([
      {
        reason: 'review_backlog',
        repository: 'shop',
        waiting,
        limit: waiting,
        who: [people.admin, people['senior-reviewer'], people['security-admin'], people.reviewer, sara].map(({ name }) => name).sort(),
      },
    ]);
    expect(await claim(held)).toBeNull();
    expect(await web().runs.startable()).not.toContain(held);
    expect((await as('member').inbox.get()).backlogs).toMatchObject([{ repository: 'shop', limit: waiting }]);
    expect((await rowOf(sara, reviewed))?.placeWhy).toContain('holds up 1 task');

    const sentBack = await as('reviewer').reviews.decide({
      runId: reviewed,
      artifactDigest: digest,
      verdict: 'request_changes',
      reason: 'Rename it.',
    });
    expect(await waitingOf(held)).toEqual([]);
    expect(await web().runs.startable()).toEqual([held, sentBack.followUpRunId]);

    // One review made room for one run; the installation's own limit is asked too, and a follow-up passes both.
    await as('admin').desk.setLimit({ repositoryId: null, limit: waiting - 1 });
    expect(await waitingOf(held)).toMatchObject([{ repository: null, limit: waiting - 1 }]);
    expect([await claim(held), await claim(sentBack.followUpRunId ?? '')]).toEqual([null, expect.anything()]);
    await as('admin').desk.setLimit({ repositoryId: null, limit: 100 });
    expect(await claim(held)).not.toBeNull();

    const changes = await db().prisma.auditEntry.findMany({ where: { action: 'review_limit_changed' }, orderBy: { position: 'asc' } });
    expect(changes.map(({ subjectKind, detail }) => [subjectKind, detail])).toEqual([
      ['repository', { name: 'shop', from: 25, to: waiting }],
      ['installation', { name: null, from: 100, to: waiting - 1 }],
      ['installation', { name: null, from: waiting - 1, to: 100 }],
    ]);
    expect(await outcome(as('reviewer').desk.setLimit({ repositoryId, limit: 3 }))).toBe('not_allowed');
    expect(await outcome(as('admin').desk.setLimit({ repositoryId, limit: 0 }))).toBe('invalid_input');
  });

  test('what takes back a landed change starts at a full limit, and is not counted as held up', async () => {
    const repositoryId = (await as('admin').repositories.list()).find(({ name }) => name === 'shop')?.id ?? '';
    const { runId: landed, digest } = await bring('Landed and does harm');
    await as('reviewer').reviews.decide({ runId: landed, artifactDigest: digest, verdict: 'approve', reason: 'Traced it.' });
    await landReviewed(web(), landed);
    const { runId: reviewed } = await bring('Still to be read');
    const held = (await file(as('member'), aContract('Held back again'))).runId;
    await as('admin').desk.setLimit({ repositoryId, limit: 1 });
    const heldUp = async () => /holds up \d+ tasks?/.exec((await rowOf(sara, reviewed))?.placeWhy ?? '')?.[0];
    const before = await heldUp();
    const { runId: revert } = await as('reviewer').reviews.revert({ runId: landed });

    expect(await waitingOf(held)).toHaveLength(1);
    expect(await waitingOf(revert)).toEqual([]);
    expect(before).toContain('holds up');
    expect(await heldUp()).toBe(before);
    const startable = await web().runs.startable();
    expect([startable.includes(held), startable.includes(revert)]).toEqual([false, true]);
    expect([await claim(held), await claim(revert)]).toEqual([null, expect.anything()]);
    await as('admin').desk.setLimit({ repositoryId, limit: 25 });
  });
});
