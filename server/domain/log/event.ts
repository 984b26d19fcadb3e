import { z } from 'zod';
import { handoffSchema } from '../artifact/manifest.ts';

/**
 * One entry of a run's progress log. The vocabulary follows the Agent Client Protocol's session updates, plus what the
 * control plane itself says. All text from the agent is hostile: it is redacted before it is stored and escaped when drawn.
 */
const text = z.string();

export const PHASES = ['prepare', 'agent', 'collect', 'verify', 'judge', 'review', 'merge'] as const;
export type Phase = (typeof PHASES)[number];

export const TRIPWIRES = ['undeclared_sensitive_write', 'secret_read', 'migration', 'publish'] as const;

export const TOOL_STATUSES = ['pending', 'in_progress', 'completed', 'failed'] as const;

export const eventBodySchema = z.discriminatedUnion('kind', [
  /** A stage began, ended, or says something for people. */
  z.object({ kind: z.literal('phase'), phase: z.enum(PHASES), state: z.enum(['started', 'finished', 'note']), text }),
  z.object({
    kind: z.literal('plan'),
    entries: z.array(
      z.object({ content: text, status: z.enum(['pending', 'in_progress', 'completed']), priority: z.enum(['high', 'medium', 'low']) }),
    ),
  }),
  /** `messageId` groups the chunks of one message. */
  z.object({ kind: z.literal('message'), role: z.enum(['agent', 'person', 'control_plane']), messageId: text, text, by: text.optional() }),
  z.object({ kind: z.literal('thought'), messageId: text, text }),
  z.object({
    kind: z.literal('tool_call'),
    toolCallId: text,
    title: text,
    toolKind: text,
    status: z.enum(TOOL_STATUSES),
    command: text.optional(),
    locations: z.array(z.object({ path: text, line: z.number().int().optional() })),
    input: text.optional(),
  }),
  z.object({
    kind: z.literal('tool_update'),
    toolCallId: text,
    status: z.enum(TOOL_STATUSES).optional(),
    title: text.optional(),
    command: text.optional(),
    locations: z.array(z.object({ path: text, line: z.number().int().optional() })).optional(),
    input: text.optional(),
    /** What is new since the last update of this tool call; the whole output so far when `replacesOutput` is true. */
    output: text.optional(),
    replacesOutput: z.boolean().optional(),
    diffs: z.array(z.object({ path: text, oldText: text.nullable(), newText: text })).optional(),
  }),
  /** An answer to `session/request_permission`, given by the contract. */
  z.object({ kind: z.literal('permission'), toolCallId: text, what: text, outcome: z.enum(['allowed', 'denied']), reason: text }),
  /** One request through the broker that is not a model call. */
  z.object({
    kind: z.literal('broker'),
    outcome: z.enum(['allowed', 'refused']),
    method: text,
    target: text,
    reason: text,
    toolCallId: text.optional(),
  }),
  z.object({
    kind: z.literal('model_call'),
    provider: text,
    model: text,
    status: z.number().int(),
    ms: z.number(),
    requestBytes: z.number().int(),
    responseBytes: z.number().int(),
    inputTokens: z.number().int().nullable(),
    outputTokens: z.number().int().nullable(),
  }),
  /** `report_progress` of the handoff tools. */
  z.object({ kind: z.literal('progress'), text }),
  /** `record_check` of the handoff tools: the agent's claim, never evidence. */
  z.object({ kind: z.literal('claimed_check'), command: text, outcome: z.enum(['passed', 'failed', 'not_run']), note: text.optional() }),
  /** `ask`: a question to the person who owns the task. The run pauses. */
  z.object({ kind: z.literal('question'), text }),
  /** The agent is about to do what a person wants to know of first. The run pauses. */
  z.object({ kind: z.literal('tripwire'), wire: z.enum(TRIPWIRES), subject: text, text }),
  z.object({ kind: z.literal('subtask_proposed'), title: text, outcome: text }),
  z.object({ kind: z.literal('handoff'), handoff: handoffSchema }),
  /** A check that we ran. */
  z.object({
    kind: z.literal('check'),
    name: text,
    subject: z.enum(['base', 'result']),
    state: z.enum(['started', 'passed', 'failed', 'timed_out', 'not_run']),
    exitCode: z.number().int().nullable(),
    ms: z.number().nullable(),
  }),
  z.object({ kind: z.literal('output'), source: z.enum(['agent_stderr', 'check']), name: text, text }),
  z.object({ kind: z.literal('steering'), action: z.enum(['message', 'pause', 'resume', 'cancel']), by: text, text: text.optional() }),
  z.object({ kind: z.literal('limit'), limit: z.enum(['minutes', 'no_progress', 'events', 'memory', 'disk']), text }),
  z.object({ kind: z.literal('failure'), code: text, text }),
]);
export type EventBody = z.infer<typeof eventBodySchema>;
export type EventKind = EventBody['kind'];

/** As stored: `seq` counts from 1 within a run without gaps; `at` is epoch milliseconds. */
export type RunEvent = { readonly runId: string; readonly seq: number; readonly at: number; readonly body: EventBody };
