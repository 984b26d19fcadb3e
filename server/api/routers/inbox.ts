import { memberProcedure, router } from '../init.ts';

export const inboxRouter = router({
  get: memberProcedure.query(({ ctx }) => ctx.web.read.inbox(ctx.person, ctx.web.clock.now())),
  counts: memberProcedure.query(({ ctx }) => ctx.web.read.counts(ctx.person)),
});
