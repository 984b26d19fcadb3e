import { z } from 'zod';
import { slugSchema } from '../../domain/contract/contract.ts';
import { saveAgentProfile } from '../../pipeline/save-agent-profile.ts';
import { AGENT_KINDS, PROVIDER_KINDS } from '../../ports/agent.ts';
import { unwrap } from '../errors.ts';
import { adminProcedure, memberProcedure, router } from '../init.ts';
import { byIdSchema, idSchema, lineSchema } from '../inputs.ts';

const keySchema = z.discriminatedUnion('from', [
  z.object({ from: z.literal('none') }),
  z.object({
    from: z.literal('environment'),
    variable: z.string().regex(/^[A-Z][A-Z0-9_]{1,99}$/, 'Write the name of an environment variable.'),
  }),
  z.object({ from: z.literal('typed'), secret: lineSchema(6, 4_000) }),
  z.object({ from: z.literal('keep') }),
]);

const profileSchema = z.object({
  id: idSchema.nullish(),
  name: slugSchema,
  kind: z.enum(AGENT_KINDS),
  provider: z.enum(PROVIDER_KINDS).nullable(),
  model: lineSchema(0, 200),
  baseUrl: lineSchema(0, 2_000),
  label: lineSchema(0, 100),
  key: keySchema,
});

export const agentsRouter = router({
  list: memberProcedure.query(({ ctx }) => ctx.web.read.agentProfiles()),
  save: adminProcedure
    .input(profileSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await saveAgentProfile(ctx.web, { ...input, id: input.id ?? null, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  remove: adminProcedure
    .input(byIdSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.web.store.removeAgentProfile({ id: input.id, byId: ctx.person.id, now: ctx.web.clock.now() })),
    ),
  test: adminProcedure
    .input(byIdSchema)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.web.store.requestAgentTest(input.id, ctx.web.clock.now()))),
});
