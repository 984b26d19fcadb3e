import { z } from 'zod';
import { approveHarmless } from '../../pipeline/approve-harmless.ts';
import { listHarmless } from '../../pipeline/list-harmless.ts';
import { reviewerProcedure, router } from '../init.ts';
import { byRunSchema, digestSchema } from '../inputs.ts';

const MOST_AT_ONCE = 20;

/** What may be approved as a list of diffs: documentation and generated files in which nothing was found. */
export const harmlessRouter = router({
  list: reviewerProcedure.query(({ ctx }) => listHarmless(ctx.web, { viewer: ctx.person, now: ctx.web.clock.now() })),
  approve: reviewerProcedure
    .input(
      z.object({
        items: z
          .array(byRunSchema.extend({ artifactDigest: digestSchema }))
          .min(1)
          .max(MOST_AT_ONCE),
      }),
    )
    .mutation(({ ctx, input }) => approveHarmless(ctx.web, { items: input.items, reviewer: ctx.person, now: ctx.web.clock.now() })),
});
