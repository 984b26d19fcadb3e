import { initTRPC } from '@trpc/server';
import superjson from 'superjson';
import { hasRole, type Role } from '../domain/shared/role.ts';
import type { Context } from './context.ts';
import { failureOfError, refuse } from './errors.ts';
import { speakToPeople } from './zod-words.ts';

speakToPeople();

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
  errorFormatter: ({ shape, error }) => {
    const failure = failureOfError(error);
    // The default shape carries a stack in development, and zod's whole issue list as the message.
    return {
      ...shape,
      message: failure.message,
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, failure },
    };
  },
});

export const router = t.router;
export const createCaller = t.createCallerFactory;
export const publicProcedure = t.procedure;

const withRole = (needed: Role) =>
  t.procedure.use(({ ctx, next }) => {
    if (!ctx.person) throw refuse({ code: 'not_signed_in', message: 'You are not signed in.' });
    if (!hasRole(ctx.person.role, needed)) {
      throw refuse({ code: 'not_allowed', message: `This needs the role ${needed}; you are ${ctx.person.role}.` });
    }
    return next({ ctx: { ...ctx, person: ctx.person } });
  });

export const memberProcedure = withRole('member');
export const reviewerProcedure = withRole('reviewer');
export const adminProcedure = withRole('admin');
