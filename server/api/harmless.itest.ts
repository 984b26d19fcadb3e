import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../domain/shared/role.ts';
import { openApi, outcome } from '../testing/api-setting.ts';
import { bringToReview } from '../testing/reviewed-run.ts';

const { as, asPerson, addPerson, db, people, web } = openApi();
let sara: Person;
beforeAll(async () => {
  sara = await addPerson('Sara', 'reviewer');
});

const GENERATED = 'src/generated/client.ts';
const bring = (title: string, path: string | undefined = GENERATED, requester: Person = people.member) =>
  bringToReview(web(), asPerson(requester), requester, title, path);
type Brought = Awaited<ReturnType<typeof bring>>;
const itemOf = ({ runId, digest }: Brought) => ({ runId, artifactDigest: digest });
const approve = (person: Person, ...brought: readonly Brought[]) => asPerson(person).harmless.approve({ items: brought.map(itemOf) });
const listed = async (person: Person) => (await asPerson(person).harmless.list()).items.map(({ runId }) => runId);
const statusOf = async ({ runId }: Brought) => (await as('member').runs.get({ id: runId })).status;

describe('changes that are proven harmless', () => {
  test('are listed with their files to who may decide on them, and approved together, each with a review of its own', async () => {
    const [one, two] = [await bring('Generated anew'), await bring('Generated again')];
    const source = await bring('Changes the checkout', 'src/checkout.js');
    const { items } = await as('reviewer').harmless.list();
    expect(items.map(({ title, files }) => [title, files.map(({ path }) => path)])).toEqual([
      ['Generated anew', [GENERATED]],
      ['Generated again', [GENERATED]],
    ]);
    expect(await outcome(as('member').harmless.list())).toBe('not_allowed');
    expect(await outcome(as('member').harmless.approve({ items: [itemOf(one)] }))).toBe('not_allowed');

    expect(await approve(people.reviewer, one, source, two)).toEqual([
      { runId: one.runId, outcome: 'approved', status: 'APPROVED' },
      { runId: source.runId, outcome: 'refused', why: expect.stringContaining('src/checkout.js') },
      { runId: two.runId, outcome: 'approved', status: 'APPROVED' },
    ]);
    expect(await Promise.all([one, source, two].map(statusOf))).toEqual(['APPROVED', 'IN_REVIEW', 'APPROVED']);
    const { reviews, decisions } = await as('member').reviews.room({ runId: one.runId });
    expect(reviews).toMatchObject([{ reviewerId: people.reviewer.id, verdict: 'approve', counts: true }]);
    expect(decisions[0]?.decision.disposition).toBe('APPROVED');
    expect(await listed(people.reviewer)).toEqual([]);
    // A second click finds them gone.
    expect((await approve(people.reviewer, one)).map(({ outcome }) => outcome)).toEqual(['refused']);
  });

  test('are each looked at again when they are approved', async () => {
    const stale = await bring('Looked at before');
    const newer = { ...stale, digest: `sha256:${'a'.repeat(64)}` };
    const mine = await bring('Asked for by a reviewer', GENERATED, people.reviewer);
    const found = await bring('Something was found meanwhile');
    const artifact = { runId: found.runId, artifactDigest: found.digest };
    const finding = { cls: 'test_weakening', severity: 'low', confidence: 'hint', evidence: 'x', ask: '?', fingerprint: 'f' };
    await db().prisma.finding.create({ data: { ...artifact, position: 0, ruleId: 'TST-02', ...finding } });
    const objected = await bring('Somebody has objected');
    await asPerson(sara).reviews.decide({ ...itemOf(objected), verdict: 'reject', reason: 'Not like this.' });
    const read = await bring('Read by somebody else');
    await asPerson(sara).desk.claim({ runId: read.runId });

    expect(await listed(people.reviewer)).toEqual([stale.runId]);
    expect(await approve(people.reviewer, newer, mine, found, objected)).toEqual([
      { runId: stale.runId, outcome: 'refused', why: expect.stringContaining('newer artifact') },
      { runId: mine.runId, outcome: 'refused', why: expect.stringContaining('You asked for this task') },
      { runId: found.runId, outcome: 'refused', why: expect.stringContaining('TST-02') },
      { runId: objected.runId, outcome: 'refused', why: expect.stringContaining('no longer in review') },
    ]);
    expect(await Promise.all([stale, mine, found].map(statusOf))).toEqual(['IN_REVIEW', 'IN_REVIEW', 'IN_REVIEW']);
    expect(await outcome(as('reviewer').harmless.approve({ items: [] }))).toBe('invalid_input');
    expect(await approve(sara, { ...stale, runId: 'run_nowhere' })).toMatchObject([{ outcome: 'refused' }]);
    expect(await approve(sara, stale, stale)).toMatchObject([{ outcome: 'approved' }, { outcome: 'refused' }]);
  });

  test('are never of high risk, sensitive, control or source, whoever asks', async () => {
    const paths = [
      'src/checkout.js',
      '.github/CODEOWNERS',
      'docs/auth/login.md',
      'src/generated/.env',
      'package.json',
      'generated/Dockerfile',
    ];
    const risky = await Promise.all(paths.map((path) => bring(`Touches ${path}`, path)));
    for (const person of [people.reviewer, people.admin, people['senior-reviewer'], people['security-admin']]) {
      const outcomes = await approve(person, ...risky);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(paths.map(() => 'refused'));
      expect((await listed(person)).filter((runId) => risky.some((one) => one.runId === runId))).toEqual([]);
    }
    expect(new Set(await Promise.all(risky.map(statusOf)))).toEqual(new Set(['IN_REVIEW']));
    const { sections } = await as('reviewer').reviews.queue({ filter: { risk: 'high' } });
    const high = sections.flatMap(({ items }) => items).map(({ runId }) => runId);
    expect(high.length).toBeGreaterThan(0);
    const answers = await as('reviewer').harmless.approve({
      items: await Promise.all(
        high.map(async (runId) => ({ runId, artifactDigest: (await as('reviewer').reviews.room({ runId })).artifact.digest })),
      ),
    });
    expect(answers.map(({ outcome }) => outcome)).toEqual(high.map(() => 'refused'));
    expect(await db().prisma.review.count({ where: { runId: { in: [...high, ...risky.map(({ runId }) => runId)] } } })).toBe(0);
  });
});
