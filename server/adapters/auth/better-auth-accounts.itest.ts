import { beforeAll, expect, test } from 'vitest';
import type { Person } from '../../domain/shared/role.ts';
import type { Accounts } from '../../ports/accounts.ts';
import { openTestDatabase } from '../../testing/database.ts';
import { CLIENT_ADDRESS_HEADER } from './better-auth.ts';
import { betterAuthAccounts } from './better-auth-accounts.ts';

const { db, test: database } = openTestDatabase();
/** Who was made by whom, as it was told inside the transaction. */
const told: (readonly [name: string, byId: string | null])[] = [];
const OPTIONS = {
  publicUrl: 'http://127.0.0.1:3000',
  secret: 'a-secret-of-tests-with-more-than-32-characters',
  onCreated: async (_: unknown, person: Person, byId: string | null) => void told.push([person.name, byId]),
};
const PASSWORD = 'correct horse';

let accounts: Accounts;
beforeAll(() => {
  accounts = betterAuthAccounts(db().prisma, OPTIONS);
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  accounts.handle(
    new Request(`${OPTIONS.publicUrl}/api/auth/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: OPTIONS.publicUrl,
        host: '127.0.0.1:3000',
        [CLIENT_ADDRESS_HEADER]: '10.0.0.1',
        ...headers,
      },
      body: JSON.stringify(body),
    }),
  );
const signIn = (email: string, password: string, headers?: Record<string, string>) => post('sign-in/email', { email, password }, headers);
const cookieOf = (response: Response) =>
  new Headers({
    cookie: response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; '),
  });

test('of ten first admins at once, in two processes, one is made', async () => {
  const other = betterAuthAccounts(database().connect().prisma, OPTIONS);
  expect(await accounts.needsSetUp()).toBe(true);
  const results = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      (i % 2 ? accounts : other).createFirstAdmin({ name: `Admin ${i}`, email: `admin${i}@x.example`, password: PASSWORD }),
    ),
  );
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(results.flatMap((result) => (result.ok ? [] : [result.failure.code]))).toEqual(Array(9).fill('already_set_up'));
  expect(await db().prisma.user.count()).toBe(1);
  expect(await accounts.needsSetUp()).toBe(false);
  const first = await db().prisma.user.findFirstOrThrow();
  expect(told).toEqual([[first.name, first.id]]);
});

test('a person signs in, is known by the cookie, and is nobody after signing out', async () => {
  const made = await accounts.createPerson({ name: 'Mila', email: 'Mila@x.example', password: PASSWORD, role: 'member', byId: 'ada' });
  expect(made).toMatchObject({ ok: true, value: { email: 'mila@x.example', role: 'member' } });
  expect(
    await accounts.createPerson({ name: 'Mila', email: 'mila@X.example', password: PASSWORD, role: 'admin', byId: 'ada' }),
  ).toMatchObject({
    failure: { code: 'name_taken' },
  });
  expect(told.slice(1)).toEqual([['Mila', 'ada']]);

  const response = await signIn('MILA@x.example', PASSWORD);
  expect(response.status).toBe(200);
  expect(response.headers.getSetCookie().join()).toMatch(/countersign\.session_token=.*HttpOnly/);
  const cookie = cookieOf(response);
  expect(await accounts.personOf(cookie)).toMatchObject({ name: 'Mila', role: 'member' });
  expect(await db().prisma.session.count()).toBe(1);

  await post('sign-out', {}, { cookie: cookie.get('cookie') ?? '' });
  expect(await accounts.personOf(cookie)).toBeNull();
  expect(await accounts.personOf(new Headers())).toBeNull();
  expect(await accounts.personOf(new Headers({ cookie: 'countersign.session_token=forged.forged' }))).toBeNull();
});

test('nobody signs up or changes themselves by the back door', async () => {
  for (const [path, body] of [
    ['sign-up/email', { name: 'x', email: 'x@x.example', password: PASSWORD }],
    ['update-user', { role: 'admin' }],
    ['change-email', { newEmail: 'y@x.example' }],
  ] as const) {
    expect((await post(path, body)).status).toBe(404);
  }
  expect(await db().prisma.user.count({ where: { email: 'x@x.example' } })).toBe(0);
});

test('five wrong passwords from one place stop the sixth attempt, also at once; another person there still gets in', async () => {
  await accounts.createPerson({ name: 'Ned', email: 'ned@x.example', password: PASSWORD, role: 'reviewer', byId: 'ada' });
  const place = { [CLIENT_ADDRESS_HEADER]: '10.0.0.2' };
  const statuses = await Promise.all(
    Array.from({ length: 12 }, async () => (await signIn('ned@x.example', 'wrong password', place)).status),
  );
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  const refused = await signIn('ned@x.example', PASSWORD, place);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'too_many_requests', message: expect.stringMatching(/Try again in \d+ seconds/) });
  expect((await signIn('mila@x.example', PASSWORD, place)).status).toBe(200);
  expect((await signIn('ned@x.example', PASSWORD, { [CLIENT_ADDRESS_HEADER]: '10.0.0.3' })).status).toBe(200);
});

test('a success clears what was counted before', async () => {
  const place = { [CLIENT_ADDRESS_HEADER]: '10.0.0.4' };
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 3; i++) expect((await signIn('mila@x.example', 'wrong password', place)).status).toBe(401);
    expect((await signIn('mila@x.example', PASSWORD, place)).status).toBe(200);
  }
});

test('someone made inactive is out at once and stays out', async () => {
  const cookie = cookieOf(await signIn('mila@x.example', PASSWORD));
  expect(await accounts.personOf(cookie)).not.toBeNull();
  await db().prisma.user.update({ where: { email: 'mila@x.example' }, data: { active: false } });
  expect(await accounts.personOf(cookie)).toBeNull();
  const refused = await signIn('mila@x.example', PASSWORD);
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ message: expect.stringContaining('not active') });
  await db().prisma.user.update({ where: { email: 'mila@x.example' }, data: { active: true } });
  expect(await accounts.personOf(cookie)).toBeNull();
});

test('a password is confirmed as often as it is right, and not guessed', async () => {
  const made = await accounts.createPerson({ name: 'Nora', email: 'nora@x.example', password: PASSWORD, role: 'reviewer', byId: null });
  if (!made.ok) throw new Error(made.failure.message);
  const confirm = async (password: string) => {
    const result = await accounts.confirmPassword(made.value.id, password);
    return result.ok ? 'ok' : result.failure.code;
  };
  for (let time = 0; time < 7; time += 1) expect(await confirm(PASSWORD)).toBe('ok');
  const guesses = await Promise.all(Array.from({ length: 7 }, (_, i) => confirm(`guess number ${i}`)));
  expect(guesses.filter((code) => code === 'wrong_password')).toHaveLength(5);
  expect(await confirm(PASSWORD)).toBe('too_many_requests');
  expect((await accounts.confirmPassword('nobody', PASSWORD)).ok).toBe(false);
});
