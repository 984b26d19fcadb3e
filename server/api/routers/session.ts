import { unwrap } from '../errors.ts';
import { publicProcedure, router } from '../init.ts';
import { newPersonSchema } from '../inputs.ts';

export const sessionRouter = router({
  me: publicProcedure.query(async ({ ctx }) => ({
    person: ctx.person,
    needsSetUp: ctx.person === null && (await ctx.web.accounts.needsSetUp()),
  })),
});

export const setUpRouter = router({
  createFirstAdmin: publicProcedure.input(newPersonSchema).mutation(async ({ ctx, input }) => {
    unwrap(await ctx.web.accounts.createFirstAdmin(input));
    return { ok: true as const };
  }),
});
