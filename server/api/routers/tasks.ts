import { z } from 'zod';
import { slugSchema } from '../../domain/contract/contract.ts';
import { overrideSchema } from '../../domain/contract/overrides.ts';
import { CONTRACT_TEMPLATES } from '../../domain/contract/templates.ts';
import { contractFromYaml } from '../../domain/contract/yaml.ts';
import { previewContract } from '../../pipeline/preview-contract.ts';
import { submit } from '../../pipeline/submit.ts';
import { orNotFound, unwrap } from '../errors.ts';
import { memberProcedure, router } from '../init.ts';
import { byIdSchema, idSchema, lineSchema } from '../inputs.ts';

const filterSchema = z.object({
  status: z.enum(['all', 'open', 'running', 'review', 'done', 'failed']).default('all'),
  requesterId: idSchema.nullable().default(null),
  repository: slugSchema.nullable().default(null),
  search: lineSchema(0, 200).nullable().default(null),
  cursor: z
    .string()
    .max(200)
    .nullish()
    .transform((cursor) => cursor ?? null),
  limit: z.number().int().min(1).max(200).default(50),
});

export const tasksRouter = router({
  list: memberProcedure.input(filterSchema).query(({ ctx, input }) => ctx.web.read.tasks(input)),
  get: memberProcedure.input(byIdSchema).query(async ({ ctx, input }) => orNotFound(await ctx.web.read.task(input.id), 'task')),
  /** Remarks beside the fields, what policy would do, the prompt and the YAML; an unfinished contract is fine. */
  lint: memberProcedure.input(z.object({ contract: z.unknown() })).query(({ ctx, input }) => previewContract(ctx.web, input.contract)),
  parseYaml: memberProcedure.input(z.object({ yaml: z.string().max(256 * 1_024) })).query(({ input }) => {
    const parsed = contractFromYaml(input.yaml);
    return parsed.ok ? { contract: parsed.value, problems: [] } : { contract: null, problems: parsed.failure };
  }),
  templates: memberProcedure.query(() => CONTRACT_TEMPLATES),
  file: memberProcedure
    .input(z.object({ requestId: idSchema, contract: z.unknown(), overrides: z.array(overrideSchema).max(100).default([]) }))
    .mutation(async ({ ctx, input }) => unwrap(await submit(ctx.web, { ...input, requester: ctx.person, now: ctx.web.clock.now() }))),
});
