import { randomUUID } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { type Person, type Role, roleSchema } from '../../domain/shared/role.ts';
import type { Accounts, NewPerson } from '../../ports/accounts.ts';
import { countAttempt, forgetAttempts } from './attempt-limit.ts';
import { makeBetterAuth, PER_PERSON } from './better-auth.ts';

type UserRow = { readonly id: string; readonly name: string; readonly email: string; readonly role: string; readonly active: boolean };

/** What is used of the Prisma client; the tables are better-auth's. */
export type AuthTables<Tx extends AuthTransaction = AuthTransaction> = AuthTransaction & {
  $transaction<T>(work: (transaction: Tx) => Promise<T>): Promise<T>;
};
/** Called in the transaction that makes a person, with who made the account: the first admin made their own. */
type OnCreated<Tx> = (transaction: Tx, person: Person, byId: string | null) => Promise<void>;
type AuthTransaction = {
  readonly user: {
    count(): Promise<number>;
    create(query: { data: UserRow & { emailVerified: boolean } }): Promise<UserRow>;
    findUnique(query: { where: { id: string } }): Promise<UserRow | null>;
  };
  readonly account: {
    create(query: { data: { id: string; accountId: string; providerId: string; userId: string; password: string } }): Promise<unknown>;
    findFirst(query: { where: { userId: string; providerId: string } }): Promise<{ readonly password: string | null } | null>;
  };
  readonly session: { deleteMany(query: { where: { userId: string } }): Promise<unknown> };
  $executeRawUnsafe(sql: string): Promise<number>;
};

/** Any fixed number: whoever sets up takes this lock first. */
const SET_UP_LOCK = 715_001;
/** Prisma's code for a unique value that exists. */
const TAKEN = 'P2002';
/** All that the browser may reach of better-auth; the rest (sign-up, profile, linking) is not ours. */
const ROUTES = new Set(['POST /api/auth/sign-in/email', 'POST /api/auth/sign-out', 'GET /api/auth/get-session']);

export const betterAuthAccounts = <Tx extends AuthTransaction>(
  tables: AuthTables<Tx>,
  options: { readonly publicUrl: string; readonly secret: string; readonly onCreated: OnCreated<Tx> },
): Accounts => {
  const isActive = async (userId: string) => (await tables.user.findUnique({ where: { id: userId } }))?.active === true;
  const auth = makeBetterAuth({ ...options, prisma: tables, isActive });
  let isSetUp = false;

  return {
    personOf: async (headers) => {
      const found = await auth.api.getSession({ headers });
      if (!found) return null;
      if (!found.user.active) {
        await tables.session.deleteMany({ where: { userId: found.user.id } });
        return null;
      }
      return personFrom({ ...found.user, active: true });
    },

    needsSetUp: async () => {
      if (!isSetUp) isSetUp = (await tables.user.count()) > 0;
      return !isSetUp;
    },

    createFirstAdmin: async (input) => {
      // Before the lock: hashing takes tens of milliseconds and must not hold it.
      const password = await hashPassword(input.password);
      return tables.$transaction(async (transaction): Promise<Result<Person>> => {
        await transaction.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${SET_UP_LOCK})`);
        if ((await transaction.user.count()) > 0) return fail(failure('already_set_up', 'Somebody has already set up this installation.'));
        const person = await insertPerson(transaction, input, 'admin', password);
        await options.onCreated(transaction, person, person.id);
        return ok(person);
      });
    },

    createPerson: async (input) => {
      const password = await hashPassword(input.password);
      try {
        return await tables.$transaction(async (transaction) => {
          const person = await insertPerson(transaction, input, input.role, password);
          await options.onCreated(transaction, person, input.byId);
          return ok(person);
        });
      } catch (error) {
        if ((error as { code?: unknown }).code !== TAKEN) throw error;
        return fail(failure('name_taken', `There is already an account for ${input.email}.`));
      }
    },

    confirmPassword: async (personId, password) => {
      const { adapter } = await auth.$context;
      const key = `confirm|${personId}`;
      const waitMs = await countAttempt(adapter, key, PER_PERSON, Date.now());
      if (waitMs > 0)
        return fail(failure('too_many_requests', `Too many wrong passwords. Try again in ${Math.ceil(waitMs / 1_000)} seconds.`));
      const account = await tables.account.findFirst({ where: { userId: personId, providerId: 'credential' } });
      if (!account?.password || !(await verifyPassword({ hash: account.password, password })))
        return fail(failure('wrong_password', 'That is not your password.'));
      await forgetAttempts(adapter, key);
      return ok(undefined);
    },

    endSessions: async (personId) => {
      await tables.session.deleteMany({ where: { userId: personId } });
    },

    handle: async (request) => {
      const route = `${request.method} ${new URL(request.url).pathname}`;
      if (!ROUTES.has(route)) return Response.json({ code: 'not_found', message: 'There is no such address.' }, { status: 404 });
      const response = await auth.handler(request);
      if (response.status !== 429) return response;
      const said = (await response.json().catch(() => null)) as { code?: string; message?: string } | null;
      const message =
        said?.code === 'too_many_requests' ? said.message : 'Too many sign-ins from your network. Wait a minute and try again.';
      return Response.json({ code: 'too_many_requests', message }, { status: 429, headers: response.headers });
    },
  };
};

const insertPerson = async (transaction: AuthTransaction, input: NewPerson, role: Role, password: string): Promise<Person> => {
  const id = randomUUID();
  const row = await transaction.user.create({
    data: { id, name: input.name, email: input.email.toLowerCase(), role, active: true, emailVerified: true },
  });
  await transaction.account.create({ data: { id: randomUUID(), accountId: id, providerId: 'credential', userId: id, password } });
  return personFrom(row);
};

const personFrom = (row: UserRow): Person => ({ id: row.id, name: row.name, email: row.email, role: roleSchema.parse(row.role) });
