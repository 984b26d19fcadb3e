import { createHash } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { type AttemptLimit, countAttempt, forgetAttempts } from './attempt-limit.ts';

/** Wrong passwords for one address from one place. */
export const PER_PERSON: AttemptLimit = { max: 5, windowMs: 60_000 };
/** Sign-ins of any kind from one place: an office shares an address, so this one is wide. */
const PER_PLACE = { window: 60, max: 60 };
const SESSION_SECONDS = 7 * 24 * 3_600;
/** Set by our own server from the connection, never taken from the browser. */
export const CLIENT_ADDRESS_HEADER = 'x-countersign-client';

export type AuthOptions = {
  /** A Prisma client with the tables user, session, account, verification and rateLimit. */
  readonly prisma: object;
  readonly publicUrl: string;
  readonly secret: string;
  readonly isActive: (userId: string) => Promise<boolean>;
};

/** Sign-in by e-mail and password, sessions in Postgres. Nobody signs up: people are made by `betterAuthAccounts`. */
export const makeBetterAuth = (options: AuthOptions) =>
  betterAuth({
    appName: 'Countersign',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: options.secret,
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: prismaAdapter(options.prisma, { provider: 'postgresql', transaction: true }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false, defaultValue: 'member' },
        active: { type: 'boolean', required: true, input: false, defaultValue: true },
      },
    },
    session: { expiresIn: SESSION_SECONDS, updateAge: 24 * 3_600, cookieCache: { enabled: false } },
    rateLimit: { enabled: true, storage: 'database', window: 60, max: 300, customRules: { '/sign-in/email': PER_PLACE } },
    // A page reached by another name of this machine is as good, when the request itself went to that name.
    trustedOrigins: (request) => {
      const host = request?.headers.get('host');
      return host ? [options.publicUrl, `${new URL(options.publicUrl).protocol}//${host}`] : [options.publicUrl];
    },
    advanced: {
      useSecureCookies: options.publicUrl.startsWith('https:'),
      cookiePrefix: 'countersign',
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            if (!(await options.isActive(session.userId))) {
              throw new APIError('FORBIDDEN', { code: 'not_allowed', message: 'This account is not active. Ask an admin.' });
            }
          },
        },
      },
    },
    hooks: {
      before: createAuthMiddleware(async (ctx) => {
        if (ctx.path !== '/sign-in/email') return;
        const waitMs = await countAttempt(ctx.context.adapter, attemptKey(ctx), PER_PERSON, Date.now());
        if (waitMs > 0) {
          throw new APIError('TOO_MANY_REQUESTS', {
            code: 'too_many_requests',
            message: `Too many attempts for this address. Try again in ${Math.ceil(waitMs / 1_000)} seconds.`,
          });
        }
      }),
      after: createAuthMiddleware(async (ctx) => {
        if (ctx.path === '/sign-in/email' && ctx.context.newSession) await forgetAttempts(ctx.context.adapter, attemptKey(ctx));
      }),
    },
  });

/** Who is tried from where; hashed, so that the table holds no list of addresses that people typed. */
const attemptKey = (ctx: { readonly body?: unknown; readonly headers?: Headers }): string => {
  const email = String((ctx.body as { email?: unknown } | undefined)?.email ?? '').toLowerCase();
  const place = ctx.headers?.get(CLIENT_ADDRESS_HEADER) ?? '';
  return `attempt|${createHash('sha256').update(`${place}\n${email}`).digest('base64url')}`;
};
