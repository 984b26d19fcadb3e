import { z } from 'zod';
import { queueFilterSchema } from '../../domain/review/queue-filter.ts';
import { releaseInputSchema } from '../../domain/review/release.ts';
import { reviewInputSchema } from '../../domain/review/review.ts';
import { suggestionSchema } from '../../domain/review/suggestion.ts';
import { applySuggestions } from '../../pipeline/apply-suggestions.ts';
import { fileRevert } from '../../pipeline/file-revert.ts';
import { markViewed } from '../../pipeline/mark-viewed.ts';
import { recordReview } from '../../pipeline/record-review.ts';
import { releaseBlock } from '../../pipeline/release-block.ts';
import { retryMerge, settleUnknownMerge } from '../../pipeline/settle-merge.ts';
import { REVIEW_SECTIONS } from '../../ports/read-model.ts';
import { orNotFound, unwrap } from '../errors.ts';
import { adminProcedure, memberProcedure, reviewerProcedure, router } from '../init.ts';
import { byRunSchema, digestSchema, givenPasswordSchema, idSchema, lineSchema, pathSchema } from '../inputs.ts';

/** More than anybody steps through; whoever gets as many looks for something longer. */
const MAX_HITS = 500;
/** A room reports every few seconds; a laptop that slept tells of one batch. */
const MAX_REPORT_MS = 5 * 60_000;
/** The filter is the one of the queue that the viewer came from. */
const inRoomSchema = byRunSchema.extend({ filter: queueFilterSchema.default({}) });

export const reviewsRouter = router({
  queue: memberProcedure
    .input(z.object({ filter: queueFilterSchema }))
    .query(({ ctx, input }) => ctx.web.read.reviewQueue(ctx.person, input.filter, ctx.web.clock.now())),
  queuePage: memberProcedure
    .input(z.object({ filter: queueFilterSchema, section: z.enum(REVIEW_SECTIONS), cursor: z.string().max(400) }))
    .query(({ ctx, input }) => ctx.web.read.reviewQueuePage(ctx.person, input.filter, input.section, input.cursor, ctx.web.clock.now())),
  room: memberProcedure
    .input(inRoomSchema)
    .query(async ({ ctx, input }) => orNotFound(await ctx.web.read.reviewRoom(input.runId, ctx.person, input.filter), 'artifact')),
  roomState: memberProcedure
    .input(inRoomSchema)
    .query(async ({ ctx, input }) => orNotFound(await ctx.web.read.reviewRoomState(input.runId, ctx.person, input.filter), 'artifact')),
  patch: memberProcedure
    .input(z.object({ runId: idSchema, since: idSchema.nullable(), position: z.number().int().min(0).max(1_000_000) }))
    .query(async ({ ctx, input }) =>
      orNotFound(await ctx.web.read.patch(input.runId, input.since, input.position), 'file in this artifact'),
    ),
  find: memberProcedure
    .input(
      z.object({ runId: idSchema, since: idSchema.nullable(), text: z.string().trim().min(2, 'Write at least 2 characters.').max(200) }),
    )
    .query(({ ctx, input }) => ctx.web.read.findInPatches(input.runId, input.since, input.text, MAX_HITS)),
  interdiff: memberProcedure
    .input(z.object({ runId: idSchema, since: idSchema }))
    .query(async ({ ctx, input }) => orNotFound(await ctx.web.read.interdiff(input.runId, input.since), 'difference between these runs')),
  earlierComments: memberProcedure.input(byRunSchema).query(({ ctx, input }) => ctx.web.read.earlierComments(input.runId)),
  viewed: memberProcedure.input(byRunSchema).query(({ ctx, input }) => ctx.web.read.viewed(input.runId, ctx.person.id)),
  markViewed: reviewerProcedure
    .input(z.object({ runId: idSchema, artifactDigest: digestSchema, paths: z.array(pathSchema).min(1).max(500), viewed: z.boolean() }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await markViewed(ctx.web, { ...input, reviewerId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  reportOpen: memberProcedure
    .input(z.object({ runId: idSchema, artifactDigest: digestSchema, ms: z.number().int().min(0).max(MAX_REPORT_MS) }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.recordOpen({ ...input, personId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  checkOutput: memberProcedure
    .input(z.object({ runId: idSchema, name: lineSchema(1, 60), subject: z.enum(['base', 'result']) }))
    .query(async ({ ctx, input }) => ({
      output: orNotFound(await ctx.web.read.checkOutput(input.runId, input.name, input.subject), 'check of this artifact'),
    })),
  decide: reviewerProcedure
    .input(reviewInputSchema.and(z.object({ password: givenPasswordSchema.nullable().default(null) })))
    .mutation(async ({ ctx, input: { password, ...review } }) =>
      unwrap(await recordReview(ctx.web, { review, password, reviewer: ctx.person, now: ctx.web.clock.now() })),
    ),
  applySuggestions: reviewerProcedure
    .input(z.object({ runId: idSchema, artifactDigest: digestSchema, suggestions: z.array(suggestionSchema).min(1).max(100) }))
    .mutation(async ({ ctx, input }) => unwrap(await applySuggestions(ctx.web, { ...input, by: ctx.person, now: ctx.web.clock.now() }))),
  release: reviewerProcedure
    .input(releaseInputSchema.extend({ password: givenPasswordSchema }))
    .mutation(async ({ ctx, input: { password, ...release } }) =>
      unwrap(await releaseBlock(ctx.web, { release, password, by: ctx.person, now: ctx.web.clock.now() })),
    ),
  retryMerge: reviewerProcedure.input(byRunSchema).mutation(async ({ ctx, input }) => ({
    status: unwrap(await retryMerge(ctx.web, { runId: input.runId, by: ctx.person, now: ctx.web.clock.now() })),
  })),
  /** Files the task that takes back what the run landed; pressing twice gives the same task. */
  revert: reviewerProcedure
    .input(byRunSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await fileRevert(ctx.web, { runId: input.runId, by: ctx.person, now: ctx.web.clock.now() })),
    ),
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
