import { z } from 'zod';

/** What the queue is narrowed to; what is left out narrows nothing. */
export const QUEUE_RISKS = ['critical', 'high', 'medium', 'low', 'none'] as const;
export const QUEUE_OWNERS = ['mine', 'unclaimed'] as const;
export const QUEUE_KINDS = ['change', 'investigation', 'failing_test', 'could_not_finish'] as const;

const wordSchema = z.string().trim().min(1).max(200).optional();

export const queueFilterSchema = z.strictObject({
  repository: wordSchema,
  /** That severity or a worse one; `none`: without findings. */
  risk: z.enum(QUEUE_RISKS).optional(),
  owner: z.enum(QUEUE_OWNERS).optional(),
  agent: wordSchema,
  kind: z.enum(QUEUE_KINDS).optional(),
  /** In titles, whatever the case. */
  text: wordSchema,
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;
