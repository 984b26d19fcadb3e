import { z } from 'zod';
import { addFreeze } from '../../pipeline/add-freeze.ts';
import { unwrap } from '../errors.ts';
import { adminProcedure, memberProcedure, router } from '../init.ts';
import { byIdSchema, idSchema, lineSchema } from '../inputs.ts';

const instantSchema = z.number().int().min(0).max(8_000_000_000_000);

export const freezesRouter = router({
  list: memberProcedure.query(({ ctx }) => ctx.web.read.freezes(ctx.web.clock.now())),
  add: adminProcedure
    .input(
      z.object({
        /** Null: everywhere. */
        repositoryId: idSchema.nullable(),
        /** Null: from now on. */
        from: instantSchema.nullable(),
        until: instantSchema,
        reason: lineSchema(3, 200),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await addFreeze(ctx.web, { ...input, by: ctx.person, now: ctx.web.clock.now() }))),
  end: adminProcedure
    .input(byIdSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.endFreeze({ id: input.id, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
});
