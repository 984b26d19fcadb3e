import { landedReviewInputSchema } from '../../domain/review/landed-review.ts';
import { closeLandedReview } from '../../pipeline/close-landed-review.ts';
import { unwrap } from '../errors.ts';
import { reviewerProcedure, router } from '../init.ts';

/** What is read after it has landed. */
export const landedRouter = router({
  close: reviewerProcedure
    .input(landedReviewInputSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await closeLandedReview(ctx.web, { said: input, by: ctx.person, now: ctx.web.clock.now() })),
    ),
});
