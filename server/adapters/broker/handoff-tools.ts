import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { handoffSchema } from '../../domain/artifact/manifest.ts';
import { storableText } from '../../domain/log/storable-text.ts';
import type { BrokerHandlers } from '../../ports/broker.ts';
import { HANDOFF_BODY_BYTES, readBody, sendError } from './http-limits.ts';

type Tool = {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodObject;
  readonly call: (input: unknown) => Answer;
};
type Answer = { readonly text: string; readonly isError: boolean };

const line = (max: number) => z.string().trim().min(1).max(max);
const done = (text: string): Answer => ({ text, isError: false });

const defineTool = <S extends z.ZodObject>(name: string, description: string, schema: S, act: (input: z.infer<S>) => Answer): Tool => ({
  name,
  description,
  schema,
  call: (input) => {
    const parsed = schema.safeParse(input ?? {});
    if (parsed.success) return act(parsed.data);
    return { text: `Nothing was recorded: the arguments of ${name} are wrong.\n${z.prettifyError(parsed.error)}`, isError: true };
  },
});

const common = {
  summary: handoffSchema.shape.summary.describe('What was done and what came of it: one paragraph of markdown.'),
  claimedChecks: handoffSchema.shape.claimedChecks.describe(
    'The checks that you ran, with their outcome. They will be run again without you.',
  ),
  failuresHit: handoffSchema.shape.failuresHit.describe('What went wrong on the way, one entry each.'),
  remainingRisks: handoffSchema.shape.remainingRisks.describe('What a reviewer should still look at, one entry each.'),
};

/** The only words that an agent can say to the control plane. Everything that it says here is a claim. */
export const handoffTools = (handlers: BrokerHandlers): readonly Tool[] => {
  const handOff = (handoff: z.infer<typeof handoffSchema>): Answer => {
    const { accepted, message } = handlers.onHandoff(handoff);
    return { text: message, isError: !accepted };
  };
  return [
    defineTool(
      'report_progress',
      'Say in one sentence what you found or what you do next. People read it while you work.',
      z.strictObject({ text: line(4_000) }),
      ({ text }) => {
        handlers.onEvent({ kind: 'progress', text });
        return done('Noted.');
      },
    ),
    defineTool(
      'record_check',
      'Record a check that you ran, with its command and outcome.',
      z.strictObject({ command: line(2_000), outcome: z.enum(['passed', 'failed', 'not_run']), note: z.string().max(2_000).optional() }),
      (check) => {
        handlers.onEvent({ kind: 'claimed_check', ...check });
        return done('Noted. The checks of the contract will be run again in a clean container.');
      },
    ),
    defineTool(
      'submit_artifact',
      'Hand over the result. Commit your work on the task branch first, call this once as your last action, then end your turn.',
      z.strictObject({
        kind: z.enum(['change', 'investigation', 'failing_test']).describe('What the contract asks for.'),
        report: handoffSchema.shape.report.describe('The report of an investigation, in markdown.'),
        ...common,
      }),
      handOff,
    ),
    defineTool(
      'stop_and_report',
      'Stop because the task cannot be finished. Name the command that failed, where it ran and what was missing, then end your turn.',
      z.strictObject({ ...common, ...handoffSchema.shape.couldNotFinish.unwrap().shape }),
      ({ command, environment, missingPrecondition, ...rest }) =>
        handOff({ ...rest, kind: 'could_not_finish', couldNotFinish: { command, environment, missingPrecondition } }),
    ),
    defineTool(
      'ask',
      'Ask the person who owns the task a question that you cannot answer from the repository. End your turn after it.',
      z.strictObject({ question: line(4_000) }),
      ({ question }) => {
        handlers.onEvent({ kind: 'question', text: question });
        return done('The question was passed on. End your turn now: the answer comes as your next message.');
      },
    ),
    defineTool(
      'propose_subtask',
      'Propose work that belongs in a task of its own. Do not do it in this one.',
      z.strictObject({ title: line(200), outcome: line(4_000) }),
      (subtask) => {
        handlers.onEvent({ kind: 'subtask_proposed', ...subtask });
        return done('Noted for the owner of the task. Carry on with this one.');
      },
    ),
  ];
};

/**
 * Serves one request to `/mcp`: Model Context Protocol over streamable HTTP, without sessions, one JSON answer per POST, so that
 * nothing is held open and nothing is lost when a container is paused.
 */
export const serveHandoff = async (tools: readonly Tool[], request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.method !== 'POST') return sendError(response, 405, 'method_not_allowed', 'The handoff tools answer POST only.');
  const body = await readBody(request, HANDOFF_BODY_BYTES);
  if (body === null) return sendError(response, 413, 'too_large', `A handoff message may have ${HANDOFF_BODY_BYTES} bytes.`);
  let message: unknown;
  try {
    message = JSON.parse(body.toString('utf8'), (_key, value) =>
      typeof value === 'string' ? storableText(value, HANDOFF_BODY_BYTES) : value,
    );
  } catch {
    return sendError(response, 400, 'not_json', 'The body is not JSON.');
  }
  const server = new Server({ name: 'countersign', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, description, schema }) => ({ name, description, inputSchema: inputSchemaOf(schema) })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = tools.find(({ name }) => name === params.name);
    const answer = tool ? tool.call(params.arguments) : { text: `There is no tool called ${params.name.slice(0, 100)}.`, isError: true };
    return { content: [{ type: 'text', text: answer.text }], isError: answer.isError };
  });
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  response.on('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response, message);
};

/** `io: input`: fields with a default are optional for the caller. */
const inputSchemaOf = (schema: z.ZodObject) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { ...rest, type: 'object' as const };
};
