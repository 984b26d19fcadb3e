import { waiverInputSchema } from '../../domain/review/waiver.ts';
import { waiveFinding } from '../../pipeline/waive-finding.ts';
import { unwrap } from '../errors.ts';
import { memberProcedure, reviewerProcedure, router } from '../init.ts';
import { byIdSchema, textSchema } from '../inputs.ts';

export const waiversRouter = router({
  list: memberProcedure.query(({ ctx }) => ctx.web.read.waivers(ctx.web.clock.now())),
  /** Who of the reviewers may is decided with the finding. */
  add: reviewerProcedure
    .input(waiverInputSchema)
    .mutation(async ({ ctx, input }) => unwrap(await waiveFinding(ctx.web, { waiver: input, by: ctx.person, now: ctx.web.clock.now() }))),
  /** Taking one back only restricts. */
  revoke: reviewerProcedure
    .input(byIdSchema.extend({ reason: textSchema(3, 1_000) }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.revokeWaiver({ ...input, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
});
