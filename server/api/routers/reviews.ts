import { z } from 'zod';
import { queueFilterSchema } from '../../domain/review/queue-filter.ts';
import { reviewInputSchema } from '../../domain/review/review.ts';
import { recordReview } from '../../pipeline/record-review.ts';
import { retryMerge, settleUnknownMerge } from '../../pipeline/settle-merge.ts';
import { REVIEW_SECTIONS } from '../../ports/read-model.ts';
import { orNotFound, unwrap } from '../errors.ts';
import { adminProcedure, memberProcedure, reviewerProcedure, router } from '../init.ts';
import { byRunSchema, idSchema, lineSchema, pathSchema } from '../inputs.ts';

export const reviewsRouter = router({
  queue: memberProcedure
    .input(z.object({ filter: queueFilterSchema }))
    .query(({ ctx, input }) => ctx.web.read.reviewQueue(ctx.person, input.filter, ctx.web.clock.now())),
  queuePage: memberProcedure
    .input(z.object({ filter: queueFilterSchema, section: z.enum(REVIEW_SECTIONS), cursor: z.string().max(400) }))
    .query(({ ctx, input }) => ctx.web.read.reviewQueuePage(ctx.person, input.filter, input.section, input.cursor, ctx.web.clock.now())),
  room: memberProcedure
    .input(byRunSchema.extend({ filter: queueFilterSchema.default({}) }))
    .query(async ({ ctx, input }) => orNotFound(await ctx.web.read.reviewRoom(input.runId, ctx.person, input.filter), 'artifact')),
  patch: memberProcedure
    .input(z.object({ runId: idSchema, path: pathSchema }))
    .query(async ({ ctx, input }) => orNotFound(await ctx.web.read.patch(input.runId, input.path), 'file in this artifact')),
  patches: memberProcedure.input(byRunSchema).query(({ ctx, input }) => ctx.web.read.patches(input.runId)),
  checkOutput: memberProcedure
    .input(z.object({ runId: idSchema, name: lineSchema(1, 60), subject: z.enum(['base', 'result']) }))
    .query(async ({ ctx, input }) => ({
      output: orNotFound(await ctx.web.read.checkOutput(input.runId, input.name, input.subject), 'check of this artifact'),
    })),
  decide: reviewerProcedure
    .input(reviewInputSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await recordReview(ctx.web, { review: input, reviewer: ctx.person, now: ctx.web.clock.now() })),
    ),
  retryMerge: reviewerProcedure.input(byRunSchema).mutation(async ({ ctx, input }) => ({
    status: unwrap(await retryMerge(ctx.web, { runId: input.runId, by: ctx.person, now: ctx.web.clock.now() })),
  })),
  settleUnknownMerge: adminProcedure
    .input(
      z.object({
        runId: idSchema,
        found: z.boolean(),
        sha: z
          .string()
          .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'Write the whole commit id.')
          .nullish(),
      }),
    )
    .mutation(async ({ ctx, input }) => ({
      status: unwrap(
        await settleUnknownMerge(ctx.web, {
          runId: input.runId,
          sha: input.sha ?? null,
          found: input.found,
          by: ctx.person,
          now: ctx.web.clock.now(),
        }),
      ),
    })),
});
