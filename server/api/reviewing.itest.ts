import { beforeAll, expect, test } from 'vitest';
import { REVIEWING_MS } from '../domain/review/reviewing.ts';
import type { Person } from '../domain/shared/role.ts';
import { failureOf, openApi, outcome } from '../testing/api-setting.ts';
import { bringToReview } from '../testing/reviewed-run.ts';

const { as, asPerson, addPerson, db, people, web } = openApi();
let sara: Person;
beforeAll(async () => {
  sara = await addPerson('Sara', 'reviewer');
});
const ofReviewer = (person: Person) => asPerson(person).people.reviewing({ id: people.reviewer.id });

test('how somebody reviews is for themselves and for admins, and for nobody else', async () => {
  for (const person of [sara, people.member, people['senior-reviewer'], people['security-admin']])
    expect(await failureOf(ofReviewer(person))).toMatchObject({ code: 'not_allowed' });
  expect([await outcome(ofReviewer(people.reviewer)), await outcome(ofReviewer(people.admin))]).toEqual(['ok', 'ok']);
  expect(await outcome(as('admin').people.reviewing({ id: 'nobody' }))).toBe('not_found');
  await expect(ofReviewer(sara)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('it is what was recorded with each review of the last 90 days', async () => {
  const bring = (title: string) => bringToReview(web(), as('member'), people.member, title);
  const [slow, quick, unopened, old] = [
    await bring('Read well'),
    await bring('Read fast'),
    await bring('Not opened'),
    await bring('Long ago'),
  ];
  const decide = (person: Person, { runId, digest }: typeof slow, more: object = {}) =>
    asPerson(person).reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'Traced it.', ...more });
  const open = async ({ runId, digest }: typeof slow, ms: number) =>
    db().prisma.artifactLook.create({
      data: {
        personId: people.reviewer.id,
        runId,
        artifactDigest: digest,
        openMs: ms,
        firstAt: new Date(Date.now() - 3_600_000),
        lastAt: new Date(),
      },
    });
  await open(slow, 240_000);
  await open(quick, 20_000);
  const finding = { cls: 'test_weakening', severity: 'medium', confidence: 'hint', evidence: 'x', ask: '?', fingerprint: 'print' };
  for (const { runId, digest } of [slow, quick])
    await db().prisma.finding.create({ data: { runId, artifactDigest: digest, position: 0, ruleId: 'TST-02', ...finding } });
  await asPerson(people.reviewer).reviews.markViewed({
    runId: slow.runId,
    artifactDigest: slow.digest,
    paths: ['src/checkout.js'],
    viewed: true,
  });
  await decide(people.reviewer, slow, { acks: { print: { answer: 1 } } });
  await decide(people.reviewer, quick);
  await decide(people.reviewer, unopened, { verdict: 'reject' });
  await decide(sara, old);
  await decide(people.reviewer, old).catch(() => null);
  await db().prisma.review.updateMany({
    where: { runId: old.runId },
    data: { at: new Date(Date.now() - REVIEWING_MS - 60_000) },
  });

  const { name, reviewing, reviewed } = await ofReviewer(people.reviewer);
  expect(name).toBe(people.reviewer.name);
  expect(
    reviewed.map(({ title, verdict, openMs, lines, viewed, files, answered, findings, worst }) => [
      title,
      verdict,
      openMs,
      lines,
      `${viewed}/${files}`,
      `${answered}/${findings}`,
      worst,
    ]),
  ).toEqual([
    ['Not opened', 'reject', null, 4, '0/1', '0/0', null],
    ['Read fast', 'approve', 20_000, 4, '0/1', '0/1', 'medium'],
    ['Read well', 'approve', 240_000, 4, '1/1', '1/1', 'medium'],
  ]);
  expect(reviewing).toEqual({
    reviews: 3,
    approvals: 2,
    openMs: 130_000,
    linesAMinute: (12 + 1) / 2,
    viewedShare: 0,
    answeredShare: 0.5,
    withMedium: 2,
    quickWithMedium: 1,
  });
});
