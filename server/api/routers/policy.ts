import { z } from 'zod';
import { activatePolicy } from '../../pipeline/activate-policy.ts';
import { backtestPolicy, MAX_BACKTEST_ITEMS } from '../../pipeline/backtest-policy.ts';
import { caseFromRun } from '../../pipeline/case-from-run.ts';
import { checkPolicy } from '../../pipeline/check-policy.ts';
import { confirmPolicy, refusePolicy } from '../../pipeline/confirm-policy.ts';
import { previewPolicy } from '../../pipeline/preview-policy.ts';
import { savePolicy } from '../../pipeline/save-policy.ts';
import { showPolicyVersion } from '../../pipeline/show-policy-version.ts';
import { unwrap } from '../errors.ts';
import { adminProcedure, memberProcedure, router } from '../init.ts';
import { byIdSchema, byRunSchema, digestSchema, idSchema, textSchema } from '../inputs.ts';

const layerSchema = z.object({ repositoryId: idSchema.nullable() });
/** Longer than any text that is read: what is too long is said with its place. */
const yamlSchema = z.string().max(256 * 1024);
const byVersionSchema = z.object({ versionId: idSchema });
const byActivationSchema = z.object({ activationId: idSchema });
const reasonSchema = textSchema(3, 1_000);
const SHADOWED_SHOWN = 200;

/** Reading is for everybody who works here; a text that nobody has saved yet, and every change, are for admins. */
export const policyRouter = router({
  active: memberProcedure.query(({ ctx }) => previewPolicy(ctx.web)),
  layers: memberProcedure.query(({ ctx }) => ctx.web.policies.layers()),
  versions: memberProcedure.input(layerSchema).query(({ ctx, input }) => ctx.web.policies.versions(input.repositoryId)),
  version: memberProcedure.input(byIdSchema).query(async ({ ctx, input }) => unwrap(await showPolicyVersion(ctx.web, input.id))),
  shadowReport: memberProcedure
    .input(byVersionSchema)
    .query(({ ctx, input }) => ctx.web.policies.shadowReport(input.versionId, SHADOWED_SHOWN)),

  check: adminProcedure
    .input(layerSchema.extend({ yaml: yamlSchema }))
    .query(async ({ ctx, input }) => unwrap(await checkPolicy(ctx.web, input))),
  backtest: adminProcedure
    .input(
      layerSchema.extend({
        yaml: yamlSchema,
        /** One of the two; neither: as long as the policy in force says. */
        days: z.number().int().min(1).max(365).optional(),
        last: z.number().int().min(1).max(MAX_BACKTEST_ITEMS).optional(),
      }),
    )
    .query(async ({ ctx, input: { days, last, ...text } }) => {
      const window = last !== undefined ? { last } : days !== undefined ? { days } : null;
      return unwrap(await backtestPolicy(ctx.web, { ...text, window, now: ctx.web.clock.now() }));
    }),
  caseFrom: adminProcedure.input(byRunSchema).query(async ({ ctx, input }) => unwrap(await caseFromRun(ctx.web, input.runId))),

  saveDraft: adminProcedure
    .input(layerSchema.extend({ yaml: yamlSchema, note: textSchema(0, 500), basedOn: idSchema.nullable() }))
    .mutation(async ({ ctx, input }) => unwrap(await savePolicy(ctx.web, { ...input, by: ctx.person, now: ctx.web.clock.now() }))),
  startShadow: adminProcedure
    .input(byVersionSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.policies.startShadow({ policyId: input.versionId, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  stopShadow: adminProcedure
    .input(byVersionSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.policies.stopShadow({ policyId: input.versionId, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  activate: adminProcedure
    .input(byVersionSchema.extend({ reason: reasonSchema, replaces: digestSchema.nullable() }))
    .mutation(async ({ ctx, input: { versionId, ...input } }) =>
      unwrap(await activatePolicy(ctx.web, { ...input, policyId: versionId, by: ctx.person, now: ctx.web.clock.now() })),
    ),
  confirm: adminProcedure
    .input(byActivationSchema)
    .mutation(async ({ ctx, input }) => unwrap(await confirmPolicy(ctx.web, { ...input, by: ctx.person, now: ctx.web.clock.now() }))),
  decline: adminProcedure
    .input(byActivationSchema.extend({ reason: reasonSchema }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await refusePolicy(ctx.web, { ...input, how: 'declined', by: ctx.person, now: ctx.web.clock.now() })),
    ),
  withdraw: adminProcedure
    .input(byActivationSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await refusePolicy(ctx.web, { ...input, how: 'withdrawn', reason: '', by: ctx.person, now: ctx.web.clock.now() })),
    ),
});
