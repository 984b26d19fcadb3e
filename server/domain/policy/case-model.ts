import { z } from 'zod';
import { DISPOSITIONS } from './decision.ts';
import { factsSchema } from './facts-schema.ts';

/** Facts in their written form. Every one may be left out, so some of them are facts too. */
const factsPatchSchema = z.record(z.string(), z.unknown()).superRefine((patch, context) => {
  const parsed = factsSchema.safeParse(patch);
  for (const issue of parsed.error?.issues ?? []) context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
});

/** One case of a policy: what is different from a small green documentation edit, and what must come of it. */
export const policyCaseSchema = z.strictObject({
  name: z.string().min(1).max(200),
  facts: factsPatchSchema,
  expect: z.strictObject({
    disposition: z.enum(DISPOSITIONS),
    /** How many things are still missing, or words that what is missing must hold. */
    missing: z.union([z.number().int().min(0), z.array(z.string().min(1).max(200)).max(20)]).optional(),
  }),
});
export type PolicyCase = z.infer<typeof policyCaseSchema>;
