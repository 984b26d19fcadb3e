import { beforeAll, expect, test } from 'vitest';
import type { Person } from '../domain/shared/role.ts';
import { applyPolicy } from '../pipeline/apply-policy.ts';
import { openApi, outcome } from '../testing/api-setting.ts';
import { bringToReview } from '../testing/reviewed-run.ts';

const { as, asPerson, addPerson, db, people, web } = openApi();
const PATH = 'src/auth/token.ts';
const DAY_MS = 24 * 3_600_000;
let sol: Person;
beforeAll(async () => {
  sol = await addPerson('sol', 'senior-reviewer');
});

const bring = async (title: string, requester = people.member) => {
  const { runId, digest } = await bringToReview(web(), asPerson(requester), requester, title, PATH);
  const { risks } = await as('admin').reviews.room({ runId });
  const finding = risks?.findings.find(({ severity }) => severity !== 'critical');
  if (!finding) throw new Error('a change of access control has a finding');
  return {
    runId,
    finding,
    waiver: { runId, artifactDigest: digest, fingerprint: finding.fingerprint, reason: 'The rotation is planned.', days: 30 },
  };
};
const newestFacts = async (runId: string) => (await web().policies.factsOf(runId))?.facts;
const waivedBy = async (runId: string, fingerprint: string) =>
  (await newestFacts(runId))?.findings?.find((finding) => finding.fingerprint === fingerprint)?.waived?.by ?? null;
const apply = () => applyPolicy(web(), new AbortController().signal);

test('is given by those who may, once, and counts in the decision at once', async () => {
  const { runId, finding, waiver } = await bring('Waived');
  expect(await waivedBy(runId, finding.fingerprint)).toBeNull();
  expect(await outcome(as('member').waivers.add(waiver))).toBe('not_allowed');
  expect(await outcome(as('reviewer').waivers.add(waiver))).toBe('not_allowed');
  expect(await outcome(as(null).waivers.list())).toBe('not_signed_in');
  for (const wrong of [{ days: 91 }, { days: 0 }, { reason: 'no' }])
    expect(await outcome(asPerson(sol).waivers.add({ ...waiver, ...wrong }))).toBe('invalid_input');
  expect(await outcome(asPerson(sol).waivers.add({ ...waiver, fingerprint: 'nothing' }))).toBe('not_found');
  expect(await outcome(asPerson(sol).waivers.add({ ...waiver, artifactDigest: `sha256:${'9'.repeat(64)}` }))).toBe('stale_page');

  const both = await Promise.all([1, 2].map(() => outcome(asPerson(sol).waivers.add(waiver))));
  expect(both.filter((code) => code === 'ok')).not.toHaveLength(0);
  expect(await asPerson(sol).waivers.add(waiver)).toEqual({ status: 'IN_REVIEW' });
  expect(await waivedBy(runId, finding.fingerprint)).toBe(sol.id);
  const [listed, ...more] = await as('member').waivers.list();
  expect(more).toEqual([]);
  expect(listed).toMatchObject({ repository: 'shop', ruleId: finding.id, path: PATH, by: 'Some sol', reason: 'The rotation is planned.' });
  expect((listed?.expiresAt ?? 0) - (listed?.createdAt ?? 0)).toBe(30 * DAY_MS);
});

test('counts for later work of the repository, but not in a task of whoever gave it', async () => {
  const later = await bring('Later');
  expect(await waivedBy(later.runId, later.finding.fingerprint)).toBe(sol.id);
  expect(await outcome(asPerson(sol).waivers.add((await bring('Own task', sol)).waiver))).toBe('not_allowed');
});

test('is over when it ends: what waits with it is decided again', async () => {
  const { runId } = await bring('Until then');
  expect(await web().runs.toDecideAgain(Date.now())).not.toContain(runId);
  expect(await web().runs.toDecideAgain(Date.now() + 31 * DAY_MS)).toContain(runId);
});

test('is over when it is revoked, and what waits with it is decided again', async () => {
  const { runId, finding } = await bring('Revoked');
  expect(await waivedBy(runId, finding.fingerprint)).toBe(sol.id);
  const [waiver] = await as('admin').waivers.list();
  const revoke = () => outcome(as('reviewer').waivers.revoke({ id: waiver?.id ?? '', reason: 'It was postponed.' }));
  expect(await outcome(as('member').waivers.revoke({ id: waiver?.id ?? '', reason: 'mine' }))).toBe('not_allowed');
  expect((await Promise.all([revoke(), revoke()])).toSorted()).toEqual(['not_found', 'ok']);
  expect(await as('admin').waivers.list()).toEqual([]);
  expect(await web().runs.toDecideAgain(Date.now())).toContain(runId);
  await apply();
  expect(await waivedBy(runId, finding.fingerprint)).toBeNull();
  expect(await web().runs.toDecideAgain(Date.now())).toEqual([]);
  const last = await db().prisma.event.findFirstOrThrow({ where: { runId }, orderBy: { seq: 'desc' } });
  expect(last.body).toMatchObject({ text: expect.stringMatching(/^Asked again, default@1 says /) });
});
