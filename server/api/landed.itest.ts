import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { seedPolicy } from '../adapters/db/seed.ts';
import { isDrawn } from '../domain/review/cause-after-landing.ts';
import { sha256Hex } from '../domain/shared/digest.ts';
import type { Person } from '../domain/shared/role.ts';
import { API_PASSWORD, failureOf, openApi, outcome } from '../testing/api-setting.ts';
import { bringToReview, landReviewed } from '../testing/reviewed-run.ts';

const { as, asPerson, addPerson, db, people, web } = openApi();
const DOCS = 'docs/pricing.md';
const OWNERS = '.github/CODEOWNERS';
let [senior, second, other]: Person[] = [];

const shipped = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8');
let versions = 1;
const sample = async (percent: number) => {
  const yaml = `${shipped}\nmerge: {audit_sample_percent: ${percent}}\n`;
  versions += 1;
  await seedPolicy(db(), { name: 'default', version: versions, yaml, digest: `sha256:${sha256Hex(yaml)}`, now: Date.now() + versions });
};
beforeAll(async () => {
  [senior, second, other] = [
    await addPerson('senior', 'senior-reviewer'),
    await addPerson('second', 'admin'),
    await addPerson('other', 'reviewer'),
  ];
});

const bring = (title: string, path: string, requester: Person = people.member) =>
  bringToReview(web(), asPerson(requester), requester, title, path);
/** Lands by itself: a small edit of documentation. */
const landDocs = async (title: string, requester: Person = people.member) => {
  const brought = await bring(title, DOCS, requester);
  expect(brought.disposition).toBe('AUTO_MERGE');
  await landReviewed(web(), brought.runId);
  return brought;
};
/** Lands because two admins let a block through and a senior reviewer approved it. */
const landReleased = async (title: string) => {
  const { runId, digest } = await bring(title, OWNERS, people.reviewer);
  const release = { runId, artifactDigest: digest, rule: 'block-policy-self-edit', reason: 'Read every line.', password: API_PASSWORD };
  for (const admin of [people.admin, second]) await asPerson(admin as Person).reviews.release(release);
  const api = asPerson(senior as Person);
  await api.reviews.markViewed({ runId, artifactDigest: digest, paths: [OWNERS], viewed: true });
  const { asks } = (await api.reviews.room({ runId })).decisions[0]?.decision ?? { asks: { checklist: [], findings: [] } };
  const acks = Object.fromEntries(asks.findings.map(({ fingerprint }) => [fingerprint, { answer: 1 as const }]));
  const approval = { runId, artifactDigest: digest, verdict: 'approve', reason: 'Traced the owners.' } as const;
  await api.reviews.decide({ ...approval, checklist: [...asks.checklist], acks });
  await outcome(asPerson(second as Person).reviews.decide({ ...approval, reason: 'Two have read it.' }));
  await landReviewed(web(), runId);
  return { runId, digest };
};
const rowOf = async (person: Person, runId: string) =>
  (await asPerson(person).reviews.queue({ filter: {} })).sections.flatMap(({ items }) => items).find((row) => row.runId === runId);
const sectionOf = async (person: Person, runId: string) => (await rowOf(person, runId))?.section ?? null;
const close = (person: Person, said: { runId: string; digest: string }, more: object = {}) =>
  asPerson(person).landed.close({ runId: said.runId, artifactDigest: said.digest, verdict: 'agree', ...more });
const audited = async (runId: string) =>
  (await db().prisma.auditEntry.findMany({ where: { subjectId: runId }, orderBy: { position: 'asc' } })).filter(
    ({ action }) => action.startsWith('landed_review_') || action.startsWith('merge_'),
  );

describe('the audit sample', () => {
  test('draws from what landed without a person, by run and digest, as many as the policy in force says', async () => {
    // The policy that ships says nothing about it: 5 %, whichever they are.
    const installationId = (await db().prisma.installation.findFirst())?.id ?? '';
    for (let n = 0; n < 5; n += 1) {
      const { runId, digest } = await landDocs(`Sampled by default ${n}`);
      expect((await rowOf(people.reviewer, runId))?.section ?? null).toBe(
        isDrawn({ installationId, runId, artifactDigest: digest }, 5) ? 'audit_sample' : null,
      );
    }
    await sample(0);
    const none = await landDocs('Not sampled');
    expect([await sectionOf(people.reviewer, none.runId), await outcome(close(people.reviewer, none))]).toEqual([null, 'not_found']);
    await sample(100);
    const drawn = await landDocs('Sampled');
    expect((await audited(drawn.runId)).map(({ action, actorId, detail }) => [action, actorId, detail])).toEqual([
      ['merge_landed', null, { sha: 'f'.repeat(40), method: 'squash', artifactDigest: drawn.digest }],
      ['landed_review_opened', null, { cause: 'audit_sample', artifactDigest: drawn.digest }],
    ]);
    // What a person approved is not sampled.
    const { runId, digest } = await bring('Approved by a person', 'src/checkout.js');
    await as('reviewer').reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'Traced it.' });
    await landReviewed(web(), runId);
    expect(await sectionOf(people.admin, runId)).toBeNull();
  });

  test('is in its own section for who may read it, shows that it is in, and is over when somebody agrees', async () => {
    await sample(100);
    const drawn = await landDocs('Read afterwards', people.reviewer);
    expect(await Promise.all([other as Person, people.reviewer, people.member].map((person) => sectionOf(person, drawn.runId)))).toEqual([
      'audit_sample',
      'others',
      'others',
    ]);
    expect(await rowOf(other as Person, drawn.runId)).toMatchObject({
      status: 'MERGED',
      turn: 'yours',
      turnWhy: expect.stringContaining('audit sample'),
    });
    const room = await asPerson(other as Person).reviews.room({ runId: drawn.runId });
    expect(room).toMatchObject({
      run: { status: 'MERGED', merge: { sha: 'f'.repeat(40) } },
      landedReview: { cause: 'audit_sample', closed: null },
      mayDecide: { allowed: true },
    });
    // A sample is not counted as work that somebody must do now; what a block was released for is.
    expect((await asPerson(other as Person).inbox.get()).needsYou.map(({ runId }) => runId)).not.toContain(drawn.runId);

    expect(await outcome(close(people.member, drawn))).toBe('not_allowed');
    expect((await failureOf(close(people.reviewer, drawn)))?.message).toContain('asked for this task');
    expect(await outcome(close(other as Person, { ...drawn, digest: `sha256:${'a'.repeat(64)}` }))).toBe('stale_page');
    await close(other as Person, drawn, { reason: 'As it should be.' });
    expect(await outcome(close(other as Person, drawn, { reason: 'As it should be.' }))).toBe('ok');
    expect(await outcome(close(people.admin, drawn))).toBe('illegal_move');
    expect([await sectionOf(other as Person, drawn.runId), await sectionOf(people.admin, drawn.runId)]).toEqual([null, null]);
    const after = await as('member').reviews.room({ runId: drawn.runId });
    expect(after.landedReview?.closed).toMatchObject({ verdict: 'agree', reason: 'As it should be.', by: other?.name });
    expect([after.version === room.version, after.mayDecide.allowed]).toEqual([false, false]);
    const [, , closed, ...more] = await audited(drawn.runId);
    expect([closed?.action, closed?.actorId, more]).toEqual(['landed_review_closed', other?.id, []]);
  });

  test('of two who close it at the same moment one is told, and it is written once', async () => {
    await sample(100);
    const drawn = await landDocs('Closed by two');
    const answers = await Promise.all([close(people.reviewer, drawn), close(other as Person, drawn)].map(outcome));
    expect(answers.toSorted()).toEqual(['illegal_move', 'ok']);
    expect((await audited(drawn.runId)).filter(({ action }) => action === 'landed_review_closed')).toHaveLength(1);
  });
});

describe('after a release', () => {
  test('a person who neither asked, approved nor released has to read it; with their no the revert is filed', async () => {
    await sample(0);
    const landed = await landReleased('Owners let through');
    const { runId } = landed;
    expect(
      await Promise.all([people.reviewer, people.admin, second as Person, senior as Person].map((person) => sectionOf(person, runId))),
    ).toEqual(['others', 'others', 'others', 'others']);
    expect(await sectionOf(other as Person, runId)).toBe('after_release');
    const inbox = await asPerson(other as Person).inbox.get();
    expect(inbox.needsYou.map((row) => row.runId)).toContain(runId);
    expect(await asPerson(other as Person).inbox.counts()).toMatchObject({ needsYou: inbox.needsYouCount });
    for (const person of [people.reviewer, people.admin, second as Person, senior as Person])
      expect(await outcome(close(person, landed))).toBe('not_allowed');
    // Nobody of them may hold it either.
    expect(await outcome(as('admin').desk.claim({ runId }))).toBe('not_allowed');
    expect(await outcome(as('admin').desk.assign({ runId, toId: senior?.id ?? '' }))).toBe('not_allowed');
    expect(await asPerson(other as Person).desk.claim({ runId })).toMatchObject({ isYours: true });
    await asPerson(other as Person).desk.snooze({ runId, forMs: null });
    expect(await sectionOf(other as Person, runId)).toBe('snoozed');
    await asPerson(other as Person).desk.wake({ runId });

    expect(await outcome(close(other as Person, landed, { verdict: 'disagree' }))).toBe('invalid_input');
    expect(await sectionOf(other as Person, runId)).toBe('after_release');
    const { revertTaskId } = await close(other as Person, landed, {
      verdict: 'disagree',
      reason: 'It locks out the owners.',
      revert: true,
    });
    const revert = await as('member').tasks.get({ id: revertTaskId ?? '' });
    expect(revert).toMatchObject({ title: 'Revert: Owners let through', requester: { id: other?.id } });
    expect((await as('admin').reviews.room({ runId })).landedReview?.closed).toMatchObject({ verdict: 'disagree', by: other?.name });
    const entries = await db().prisma.auditEntry.findMany({
      where: { subjectId: runId, actorId: other?.id ?? '' },
      orderBy: { position: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual(['landed_review_closed', 'revert_filed']);
    await as('admin').runs.cancel({ runId: revert.lastRun.id });
  });

  test('is asked for whichever way it came in: found by the worker that carries on, or by a person on the origin', async () => {
    await sample(100);
    const { runId, digest } = await bring('Found on the branch', DOCS);
    const { runs } = web();
    // The worker dies after its push; the next one finds the commit on the branch.
    const first = await runs.claim({ runId, statuses: ['APPROVED'], worker: 'dies', now: Date.now(), leaseMs: 1 });
    if (!first) throw new Error('the run could not be claimed');
    await runs.takeTurn(first, Date.now());
    await runs.commit(first, { transition: 'merge_started', at: Date.now() });
    const next = await runs.claim({ runId, statuses: ['MERGING'], worker: 'w', now: Date.now() + 10, leaseMs: 60_000 });
    if (!next) throw new Error('the run could not be claimed again');
    const stored = { kind: 'merge', sha: 'e'.repeat(40), method: 'squash' } as const;
    expect(await runs.commit(first, { transition: 'merged', at: Date.now(), stored })).toMatchObject({ ok: false });
    expect(await sectionOf(people.reviewer, runId)).toBe('landing');
    await runs.commit(next, { transition: 'landing_restarted', at: Date.now() });
    expect(await runs.commit(next, { transition: 'merge_seen', at: Date.now(), stored })).toMatchObject({ ok: true });
    expect(await sectionOf(people.reviewer, runId)).toBe('audit_sample');
    await close(people.reviewer, { runId, digest });

    const lost = await bring('Lost on the way', DOCS);
    const lease = await runs.claim({ runId: lost.runId, statuses: ['APPROVED'], worker: 'w', now: Date.now(), leaseMs: 60_000 });
    if (!lease) throw new Error('the run could not be claimed');
    await runs.takeTurn(lease, Date.now());
    await runs.commit(lease, { transition: 'merge_started', at: Date.now() });
    const failure = { code: 'merge_outcome_unknown', message: 'No answer.' } as const;
    await runs.commit(lease, { transition: 'merge_lost', at: Date.now(), stored: { kind: 'failure', failure } });
    await as('admin').reviews.settleUnknownMerge({ runId: lost.runId, found: true, sha: '7'.repeat(40) });
    expect(await sectionOf(people.reviewer, lost.runId)).toBe('audit_sample');
    expect((await audited(lost.runId)).map(({ action, actorId }) => [action, actorId])).toEqual([
      ['merge_lost', null],
      ['merge_settled', people.admin.id],
      ['landed_review_opened', null],
    ]);
  });
});
