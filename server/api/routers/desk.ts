import { z } from 'zod';
import { queueFilterSchema } from '../../domain/review/queue-filter.ts';
import { unwrap } from '../errors.ts';
import { adminProcedure, memberProcedure, reviewerProcedure, router } from '../init.ts';
import { byIdSchema, byRunSchema, idSchema, lineSchema } from '../inputs.ts';

/** Longer than anybody leaves a review lying. */
const MAX_SNOOZE_MS = 60 * 24 * 3_600_000;

/** What goes on around reviews: who has which, what is out of sight, named filters, and how much may wait. */
export const deskRouter = router({
  choices: memberProcedure.query(({ ctx }) => ctx.web.read.reviewChoices()),
  claim: reviewerProcedure
    .input(byRunSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.claimReview({ runId: input.runId, by: ctx.person, now: ctx.web.clock.now() })),
    ),
  takeOver: reviewerProcedure
    .input(byRunSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.takeOverReview({ runId: input.runId, by: ctx.person, now: ctx.web.clock.now() })),
    ),
  assign: reviewerProcedure
    .input(byRunSchema.extend({ toId: idSchema.nullable() }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.assignReview({ ...input, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  snooze: reviewerProcedure
    .input(byRunSchema.extend({ forMs: z.int().min(60_000).max(MAX_SNOOZE_MS).nullable() }))
    .mutation(async ({ ctx, input }) => {
      const now = ctx.web.clock.now();
      const until = input.forMs === null ? null : now + input.forMs;
      return unwrap(await ctx.web.store.snoozeReview({ runId: input.runId, personId: ctx.person.id, until, now }));
    }),
  wake: reviewerProcedure
    .input(byRunSchema)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.web.store.wakeReview({ runId: input.runId, personId: ctx.person.id }))),

  views: memberProcedure.query(({ ctx }) => ctx.web.read.reviewViews(ctx.person.id)),
  saveView: memberProcedure
    .input(z.object({ id: idSchema.nullable(), name: lineSchema(1, 60), filter: queueFilterSchema }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.web.store.saveReviewView({ ...input, personId: ctx.person.id }))),
  removeView: memberProcedure
    .input(byIdSchema)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.web.store.removeReviewView({ id: input.id, personId: ctx.person.id }))),

  bandwidth: memberProcedure.query(({ ctx }) => ctx.web.read.reviewBandwidth()),
  setLimit: adminProcedure
    .input(z.object({ repositoryId: idSchema.nullable(), limit: z.int().min(1).max(10_000) }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.setReviewLimit({ ...input, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
});
