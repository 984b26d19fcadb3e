import { z } from 'zod';
import { verifyAudit } from '../../pipeline/verify-audit.ts';
import { auditFilterSchema } from '../audit-filter.ts';
import { adminProcedure, router } from '../init.ts';

const pageSchema = auditFilterSchema.extend({
  cursor: z
    .string()
    .max(20)
    .nullish()
    .transform((cursor) => cursor ?? null),
  limit: z.number().int().min(1).max(200).default(50),
});

export const auditRouter = router({
  list: adminProcedure.input(pageSchema).query(({ ctx, input }) => ctx.web.read.audit(input)),
  /** Reads every entry: some hundred thousand take seconds. */
  verify: adminProcedure.query(async ({ ctx }) => {
    const { entries, firstBreak, head } = await verifyAudit(ctx.web);
    return { entries, ok: firstBreak === null, firstBreak, head, at: ctx.web.clock.now() };
  }),
});
