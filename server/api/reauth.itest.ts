import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { seedPolicy } from '../adapters/db/seed.ts';
import { API_PASSWORD, openApi, outcome } from '../testing/api-setting.ts';
import { bringToReview } from '../testing/reviewed-run.ts';

const { as, db, people, web } = openApi();

beforeAll(async () => {
  const shipped = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8');
  const yaml = shipped.replace('    id: default-review\n', '    id: default-review\n    reauth: true\n');
  expect(yaml).not.toBe(shipped);
  await seedPolicy(db(), { name: 'default', version: 2, yaml, digest: `sha256:${'1'.repeat(64)}`, now: Date.now() + 1 });
});

test('where policy asks to sign in again an approval counts with the password only, which is kept nowhere', async () => {
  const { runId, digest } = await bringToReview(web(), as('member'), people.member, 'Signed again');
  const approve = (given: object) =>
    as('reviewer').reviews.decide({ runId, artifactDigest: digest, verdict: 'approve', reason: 'Traced it.', ...given });
  const asks = async () => (await as('reviewer').reviews.room({ runId })).decisions[0]?.decision.asks.reauth;

  expect(await asks()).toBe(true);
  expect(await outcome(approve({ password: 'something else' }))).toBe('wrong_password');
  expect(await db().prisma.review.count({ where: { runId } })).toBe(0);
  expect((await approve({})).status).toBe('IN_REVIEW');
  expect(await asks()).toBe(true);
  expect((await approve({ password: API_PASSWORD })).status).toBe('APPROVED');

  const tables = await db().prisma.$queryRaw<{ name: string }[]>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['reviews', 'events', 'audit_entries']));
  for (const { name } of tables) {
    const [found] = await db().prisma.$queryRawUnsafe<{ n: bigint }[]>(
      `SELECT count(*) AS n FROM "${name}" AS row WHERE row::text LIKE $1`,
      `%${API_PASSWORD}%`,
    );
    expect([name, found?.n]).toEqual([name, 0n]);
  }
});
