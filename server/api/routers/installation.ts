import { previewPolicy } from '../../pipeline/preview-policy.ts';
import { memberProcedure, router } from '../init.ts';

export const policyRouter = router({
  active: memberProcedure.query(({ ctx }) => previewPolicy(ctx.web)),
});

export const workersRouter = router({
  list: memberProcedure.query(({ ctx }) => ctx.web.read.workers(ctx.web.clock.now())),
});
