import { z } from 'zod';
import { roleSchema } from '../../domain/shared/role.ts';
import { readReviewing } from '../../pipeline/read-reviewing.ts';
import { unwrap } from '../errors.ts';
import { adminProcedure, memberProcedure, router } from '../init.ts';
import { byIdSchema, idSchema, newPersonSchema } from '../inputs.ts';

export const peopleRouter = router({
  list: memberProcedure.query(({ ctx }) => ctx.web.read.people()),
  /** How somebody has reviewed: for themselves, and for admins. */
  reviewing: memberProcedure
    .input(byIdSchema)
    .query(async ({ ctx, input }) =>
      unwrap(await readReviewing(ctx.web, { personId: input.id, viewer: ctx.person, now: ctx.web.clock.now() })),
    ),
  create: adminProcedure.input(newPersonSchema.extend({ role: roleSchema })).mutation(async ({ ctx, input }) => {
    const person = unwrap(await ctx.web.accounts.createPerson({ ...input, byId: ctx.person.id }));
    return { id: person.id };
  }),
  setRole: adminProcedure
    .input(z.object({ id: idSchema, role: roleSchema }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.setRole({ personId: input.id, role: input.role, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  setActive: adminProcedure.input(z.object({ id: idSchema, active: z.boolean() })).mutation(async ({ ctx, input }) => {
    unwrap(await ctx.web.store.setActive({ personId: input.id, active: input.active, byId: ctx.person.id, now: ctx.web.clock.now() }));
    if (!input.active) await ctx.web.accounts.endSessions(input.id);
  }),
});
