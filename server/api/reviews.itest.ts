import { expect, test } from 'vitest';
import type { RunEvent } from '../domain/log/event.ts';
import type { Person } from '../domain/shared/role.ts';
import { API_PASSWORD, file, openApi, outcome } from '../testing/api-setting.ts';
import { aContract, anArtifact } from '../testing/filed-task.ts';
import { bringToReview as bringRunToReview } from '../testing/reviewed-run.ts';

const { as, asPerson, addPerson, db, people, web } = openApi();

const bringToReview = (requester: Person, title: string, path?: string) =>
  bringRunToReview(web(), asPerson(requester), requester, title, path);

const mergeJobs = async (runId: string) => {
  const rows = await db().prisma.$queryRaw<
    { n: number }[]
  >`SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'run.merge' AND data->>'subjectId' = ${runId}`;
  return rows[0]?.n;
};

test('an approval moves the run and enqueues its merge once, also when two approve at the same moment', async () => {
  const { runId, digest, disposition } = await bringToReview(people.member, 'Approved twice');
  expect(disposition).toBe('REVIEW');
  const second = await addPerson('second', 'reviewer');
  const approve = (person: Person) =>
    outcome(asPerson(person).reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: `Traced by ${person.name}.` }));
  const outcomes = await Promise.all([approve(people.reviewer), approve(second), approve(people.reviewer)]);
  expect(outcomes).toContain('ok');
  expect(outcomes.filter((code) => !['ok', 'stale_page', 'illegal_move'].includes(code))).toEqual([]);
  expect((await as('member').runs.get({ id: runId })).status).toBe('APPROVED');
  expect(await mergeJobs(runId)).toBe(1);
});

test('whoever asked for it cannot approve it, and an old page decides nothing', async () => {
  const { runId, digest } = await bringToReview(people.reviewer, 'Own work');
  expect(await outcome(as('reviewer').reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'mine' }))).toBe(
    'not_allowed',
  );
  expect(
    await outcome(as('admin').reviews.decide({ runId, artifactDigest: `sha256:${'a'.repeat(64)}`, verdict: 'approve', reason: 'old' })),
  ).toBe('stale_page');
  expect(await outcome(as('admin').reviews.decide({ runId, artifactDigest: digest, verdict: 'reject', reason: '' }))).toBe('invalid_input');
  expect((await as('member').runs.get({ id: runId })).status).toBe('IN_REVIEW');
  expect(await db().prisma.review.count({ where: { runId } })).toBe(0);
});

test('a request for changes starts the next run of the task, with the comments as its prompt', async () => {
  const { runId, taskId, digest } = await bringToReview(people.member, 'Sent back');
  const comments = [{ path: 'src/checkout.js', side: 'head' as const, line: 2, endLine: 2, body: 'Call it `savedAddress`.' }];
  const decided = await as('reviewer').reviews.decide({
    runId,
    artifactDigest: digest,
    verdict: 'request_changes',
    reason: 'Naming.',
    comments,
  });
  expect(decided.status).toBe('CHANGES_REQUESTED');
  const next = await as('member').runs.get({ id: decided.followUpRunId ?? '' });
  expect(next).toMatchObject({ number: 2, status: 'QUEUED', task: { id: taskId } });
  expect(next.prompt).toContain('src/checkout.js:2');
  expect(next.prompt).toContain('Call it `savedAddress`.');
  // The old artifact is decided about.
  expect(await outcome(as('admin').reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'late' }))).toBe(
    'illegal_move',
  );
});

test('lines that a reviewer suggests start a run without an agent, once; whoever suggested them counts as an author', async () => {
  const { runId, taskId, digest } = await bringToReview(people.member, 'Nearly right');
  const path = 'src/checkout.js';
  const suggestions = [{ path, line: 2, endLine: 3, text: 'const saved = [];' }];
  const put = (person: Person, patch: object = {}) =>
    asPerson(person).reviews.applySuggestions({ runId, artifactDigest: digest, suggestions, ...patch });
  expect(await outcome(put(people.member))).toBe('not_allowed');
  expect(await outcome(put(people.reviewer, { artifactDigest: `sha256:${'a'.repeat(64)}` }))).toBe('stale_page');
  for (const wrong of [
    { path: 'src/other.js', line: 1, endLine: 1, text: 'x' },
    { path, line: 3, endLine: 4, text: 'a line that nobody saw' },
    { path, line: 2, endLine: 1, text: 'backwards' },
  ])
    expect(await outcome(put(people.reviewer, { suggestions: [wrong] }))).toBe('invalid_input');
  expect(await outcome(put(people.reviewer, { suggestions: [...suggestions, ...suggestions] }))).toBe('invalid_input');
  expect((await as('member').runs.get({ id: runId })).status).toBe('IN_REVIEW');

  const twice = await Promise.all([put(people.reviewer), put(people.reviewer)]);
  expect(twice[0]).toEqual(twice[1]);
  expect(await outcome(put(people.admin))).toBe('illegal_move');
  const next = twice[0]?.runId ?? '';
  expect((await as('member').runs.get({ id: runId })).status).toBe('CHANGES_REQUESTED');
  expect(await as('member').runs.get({ id: next })).toMatchObject({ number: 2, status: 'QUEUED', task: { id: taskId } });
  const { runs } = web();
  const record = await runs.read(next);
  if (!record.ok) throw new Error(record.failure.message);
  expect(record.value.suggests).toEqual({ runId, by: { name: people.reviewer.name, email: people.reviewer.email }, suggestions });

  const lease = await runs.claim({ runId: next, statuses: ['QUEUED'], worker: 'w', now: Date.now(), leaseMs: 60_000 });
  if (!lease) throw new Error('the run could not be claimed');
  await runs.commit(lease, { transition: 'claimed', at: Date.now() });
  const artifact = { ...anArtifact(next), handoffBy: 'suggestions' as const };
  const stored = { kind: 'artifact', artifact, patches: [] } as const;
  expect(await runs.commit(lease, { transition: 'computed', at: Date.now(), stored })).toEqual({ ok: true, value: 'VERIFYING' });
  const kept = await runs.readArtifact(next);
  expect(kept.ok && kept.value).toMatchObject({ committerIds: [people.reviewer.id], artifact: { handoffBy: 'suggestions' } });
  const before = await runs.readArtifact(runId);
  expect(before.ok && before.value.committerIds).toEqual([]);
});

test('a rejection ends the run, and there is nothing to merge again', async () => {
  const { runId, digest } = await bringToReview(people.member, 'Rejected');
  expect(
    await as('reviewer').reviews.decide({ runId, artifactDigest: digest, verdict: 'reject', reason: 'Wrong approach.' }),
  ).toMatchObject({ status: 'REJECTED' });
  expect(await outcome(as('reviewer').reviews.retryMerge({ runId }))).toBe('illegal_move');
  expect(await outcome(as('admin').reviews.settleUnknownMerge({ runId, found: true }))).toBe('invalid_input');
  expect(await outcome(as('admin').reviews.settleUnknownMerge({ runId, found: false }))).toBe('illegal_move');
  expect(await mergeJobs(runId)).toBe(0);
});

const queueRow = async (person: Person, runId: string) =>
  (await asPerson(person).reviews.queue({ filter: {} })).sections.flatMap(({ items }) => items).find((row) => row.runId === runId);

/** Takes an approved run through landing as a worker would. */
const landAs = async (runId: string, sha: string) => {
  const { runs } = web();
  const lease = await runs.claim({ runId, statuses: ['APPROVED'], worker: 'w', now: Date.now(), leaseMs: 60_000 });
  if (!lease) throw new Error('the run could not be claimed');
  expect(await runs.takeTurn(lease, Date.now())).toEqual({ ok: true, value: [] });
  expect(await queueRow(people.member, runId)).toMatchObject({ status: 'LANDING', section: 'landing' });
  await runs.commit(lease, { transition: 'merge_started', at: Date.now() });
  await runs.commit(lease, { transition: 'merged', at: Date.now(), stored: { kind: 'merge', sha, method: 'squash' } });
};

test('what landed can be taken back by a task of its own: one, however often it is pressed, and again when that came to nothing', async () => {
  for (const runId of await web().runs.mayLandNow(Date.now())) await landAs(runId, 'e'.repeat(40));
  const { runId, taskId, digest } = await bringToReview(people.member, 'Landed and regretted');
  expect(await outcome(as('reviewer').reviews.revert({ runId }))).toBe('illegal_move');
  await as('reviewer').reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'Traced it.' });
  await landAs(runId, 'f'.repeat(40));
  expect(await outcome(as('member').reviews.revert({ runId }))).toBe('not_allowed');
  expect(await outcome(as('reviewer').reviews.revert({ runId: 'run_nowhere' }))).toBe('not_found');

  const filed = await Promise.all([as('reviewer'), as('admin'), as('reviewer')].map((api) => api.reviews.revert({ runId })));
  const first = filed[0];
  if (!first) throw new Error('nothing was filed');
  expect(new Set(filed.map((one) => JSON.stringify(one))).size).toBe(1);
  const revert = await as('member').tasks.get({ id: first.taskId });
  expect(revert).toMatchObject({ title: 'Revert: Landed and regretted', agent: 'countersign', reverts: { id: taskId }, revertedBy: null });
  expect(revert.contract.task.outcome).toContain('f'.repeat(40));
  expect(await as('member').runs.get({ id: runId })).toMatchObject({ revertedBy: { id: first.taskId }, reverts: null });
  expect(await as('member').tasks.get({ id: taskId })).toMatchObject({ landedRunId: runId, revertedBy: { id: first.taskId } });
  expect(await as('member').runs.get({ id: first.runId })).toMatchObject({ status: 'QUEUED', agent: { name: 'countersign' } });

  expect(await queueRow(people.admin, first.runId)).toMatchObject({ agent: 'countersign' });

  await as('admin').runs.cancel({ runId: first.runId });
  const again = await as('admin').reviews.revert({ runId });
  expect(again.taskId).toBe(first.taskId);
  expect(again.runId).not.toBe(first.runId);
  expect(await as('admin').reviews.revert({ runId })).toEqual(again);
  expect((await as('member').runs.get({ id: again.runId })).number).toBe(2);
});

test('a freeze is for admins to set and to end; while it lasts approved changes wait with its reason', async () => {
  const { runId, digest } = await bringToReview(people.member, 'Approved in a freeze');
  const [repository] = await as('member').repositories.list();
  const now = Date.now();
  const freeze = { repositoryId: repository?.id ?? '', from: null, until: now + 3_600_000, reason: 'Holiday freeze' };
  expect(await outcome(as('reviewer').freezes.add(freeze))).toBe('not_allowed');
  expect(await outcome(as('admin').freezes.add({ ...freeze, until: now - 1 }))).toBe('invalid_input');
  expect(await outcome(as('admin').freezes.add({ ...freeze, from: now + 7_200_000 }))).toBe('invalid_input');
  expect(await outcome(as('admin').freezes.add({ ...freeze, repositoryId: 'repo_nowhere' }))).toBe('not_found');
  const { id } = await as('admin').freezes.add(freeze);
  expect(await as('member').freezes.list()).toMatchObject([{ id, repository: 'shop', reason: 'Holiday freeze', by: people.admin.name }]);

  await as('reviewer').reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'Traced it.' });
  expect((await as('member').runs.get({ id: runId })).waiting).toEqual([{ reason: 'frozen', until: freeze.until, why: 'Holiday freeze' }]);
  expect((await queueRow(people.reviewer, runId))?.turnWhy).toContain('Holiday freeze');
  expect(await web().runs.mayLandNow(Date.now())).toEqual([]);
  expect(await web().runs.mayLandNow(freeze.until)).toEqual([runId]);
  expect(await outcome(as('reviewer').freezes.end({ id }))).toBe('not_allowed');
  await as('admin').freezes.end({ id });
  expect(await outcome(as('admin').freezes.end({ id }))).toBe('not_found');
  expect(await web().runs.mayLandNow(Date.now())).toEqual([runId]);
  expect(await as('member').freezes.list()).toEqual([]);
  // Who ended it stays written down.
  expect(await db().prisma.freeze.findUnique({ where: { id } })).toMatchObject({ endedById: people.admin.id });
  await landAs(runId, 'a'.repeat(40));
});

test('a stream that is dropped twenty times while the log grows shows what the database holds', async () => {
  const { runId } = await file(as('member'), aContract('Streamed'));
  const lease = await web().runs.claim({ runId, statuses: ['QUEUED'], worker: 'w', now: Date.now(), leaseMs: 600_000 });
  if (!lease) throw new Error('the run could not be claimed');
  const TOTAL = 2_000;
  const seen: string[] = [];
  let drops = 0;
  const writing = (async () => {
    // A reader that lags gets larger batches: there must be something left to be cut off from until the last drop.
    for (let batch = 0; batch < TOTAL / 20 || drops < 20; batch++) {
      const events = Array.from({ length: 20 }, (_, i) => ({
        at: Date.now(),
        body: { kind: 'progress' as const, text: `${batch * 20 + i + 1}` },
      }));
      const appended = await web().events.append(lease, `batch-${batch}`, events);
      if (!appended.ok) throw new Error(appended.failure.message);
      // Slower than the reader, so that it is cut off in the middle.
      while (seen.length < (batch - 1) * 20) await new Promise((done) => setTimeout(done, 1));
    }
    for (const transition of ['claimed', 'failed'] as const) await web().runs.commit(lease, { transition, at: Date.now() });
  })();

  let lastEventId: string | undefined;
  const readUntilDropped = async (batches: number): Promise<'dropped' | 'ended'> => {
    let left = batches;
    // Called without HTTP, a tracked item is the pair that it is made of.
    const stream = (await as('member').runs.stream({ runId, lastEventId })) as unknown as AsyncIterable<
      readonly [string, readonly RunEvent[]]
    >;
    for await (const [id, batch] of stream) {
      seen.push(...batch.map((event) => (event.body.kind === 'progress' ? event.body.text : event.body.kind)));
      lastEventId = id;
      left -= 1;
      if (left === 0) return 'dropped';
    }
    return 'ended';
  };
  while (drops < 20 && (await readUntilDropped(1 + ((drops * 7) % 3))) === 'dropped') drops += 1;
  expect(drops).toBe(20);
  expect(await readUntilDropped(Number.POSITIVE_INFINITY)).toBe('ended');
  await writing;
  const stored = await web().events.read(runId, 0, 10_000);
  expect(seen).toEqual(stored.map((event) => (event.body.kind === 'progress' ? event.body.text : event.body.kind)));
  expect(seen.length).toBeGreaterThanOrEqual(TOTAL);
});

test('a block is let through by those whom policy names, each once, and what an approval brings is kept', async () => {
  const path = '.github/CODEOWNERS';
  const { runId, digest, disposition } = await bringToReview(people.member, 'Who owns the shop', path);
  expect(disposition).toBe('BLOCK');
  const [senior, secondAdmin] = [await addPerson('senior', 'senior-reviewer'), await addPerson('second-admin', 'admin')];
  const release = (person: Person, patch: object = {}) =>
    outcome(
      asPerson(person).reviews.release({
        runId,
        artifactDigest: digest,
        rule: 'block-policy-self-edit',
        reason: 'Read every line.',
        password: API_PASSWORD,
        ...patch,
      }),
    );
  const decision = async () => (await as('admin').reviews.room({ runId })).decisions[0]?.decision;

  expect(await release(senior)).toBe('not_allowed');
  expect(await release(people.admin, { rule: 'block-freeze' })).toBe('illegal_move');
  expect(await release(people.admin, { artifactDigest: `sha256:${'a'.repeat(64)}` })).toBe('stale_page');
  expect(await release(people.admin, { password: 'not their password' })).toBe('wrong_password');
  expect([await release(people.admin), await release(people.admin)]).toEqual(['ok', 'ok']);
  expect(await decision()).toMatchObject({ disposition: 'BLOCK', releases: [{ have: [people.admin.name], missing: 1 }] });
  expect(await release(secondAdmin)).toBe('ok');
  const open = await decision();
  expect(open).toMatchObject({ disposition: 'REVIEW', releases: [], asks: { reason: true, viewed: { paths: [path] } } });
  expect(open?.overrides).toHaveLength(1);

  const approve = (given: object) =>
    asPerson(senior).reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'Traced the owners.', ...given });
  await asPerson(senior).reviews.markViewed({ runId, artifactDigest: digest, paths: [path], viewed: true });
  const first = await approve({});
  expect(first.status).toBe('IN_REVIEW');
  const rest = await asPerson(senior).reviews.room({ runId });
  expect(rest.decisions[0]?.decision.asks).toMatchObject({ reason: false, viewed: null, checklist: open?.asks.checklist });
  expect(rest.mayDecide.allowed).toBe(true);
  // Who has approved can still add what is asked, so it is in their queue and they may take it.
  expect(await queueRow(senior, runId)).toMatchObject({ turn: 'yours', section: 'second' });
  expect(await outcome(asPerson(senior).desk.claim({ runId }))).toBe('ok');
  const acks = Object.fromEntries((open?.asks.findings ?? []).map(({ fingerprint }) => [fingerprint, { answer: 1 as const }]));
  await approve({ checklist: open?.asks.checklist, acks });
  const second = asPerson(secondAdmin).reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'Two have read it.' });
  expect(await outcome(second)).toMatch(/^(ok|illegal_move)$/);
  expect((await as('member').runs.get({ id: runId })).status).toBe('APPROVED');
  expect(await mergeJobs(runId)).toBe(1);
});
