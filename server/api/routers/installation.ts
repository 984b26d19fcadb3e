import { memberProcedure, router } from '../init.ts';

export const workersRouter = router({
  list: memberProcedure.query(({ ctx }) => ctx.web.read.workers(ctx.web.clock.now())),
});
