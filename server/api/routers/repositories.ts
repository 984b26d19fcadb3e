import { z } from 'zod';
import { branchNameSchema, pathGlobSchema, slugSchema } from '../../domain/contract/contract.ts';
import { mergeMethodSchema } from '../../domain/merge/method.ts';
import { matchPaths } from '../../pipeline/match-paths.ts';
import { registerRepository } from '../../pipeline/register-repository.ts';
import { orNotFound, unwrap } from '../errors.ts';
import { adminProcedure, memberProcedure, router } from '../init.ts';
import { byIdSchema, idSchema, lineSchema } from '../inputs.ts';

export const repositoriesRouter = router({
  list: memberProcedure.query(({ ctx }) => ctx.web.read.repositories()),
  get: memberProcedure.input(byIdSchema).query(async ({ ctx, input }) => orNotFound(await ctx.web.read.repository(input.id), 'repository')),
  register: adminProcedure
    .input(z.object({ name: slugSchema, url: lineSchema(1, 2_000), baseBranch: branchNameSchema.nullish() }))
    .mutation(async ({ ctx, input }) =>
      unwrap(
        await registerRepository(ctx.web, {
          name: input.name,
          url: input.url,
          baseBranch: input.baseBranch ?? null,
          by: ctx.person,
          now: ctx.web.clock.now(),
        }),
      ),
    ),
  setBaseBranch: adminProcedure
    .input(z.object({ id: idSchema, baseBranch: branchNameSchema }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.setBaseBranch({ ...input, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  setMergeMethod: adminProcedure
    .input(z.object({ id: idSchema, mergeMethod: mergeMethodSchema }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.setMergeMethod({ ...input, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  test: adminProcedure
    .input(byIdSchema)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.web.store.requestSync(input.id, ctx.web.clock.now()))),
  remove: adminProcedure
    .input(byIdSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.removeRepository({ id: input.id, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  matchCounts: memberProcedure
    .input(z.object({ name: slugSchema, globs: z.array(pathGlobSchema).max(200) }))
    .query(async ({ ctx, input }) => unwrap(await matchPaths(ctx.web, input))),
});
