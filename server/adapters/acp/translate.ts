import { z } from 'zod';
import type { EventBody } from '../../domain/log/event.ts';
import {
  commandOf,
  contentSchema,
  diffsOf,
  inputOf,
  label,
  locationsOf,
  long,
  outputOf,
  type ToolFields,
  textOf,
  toolSchema,
} from './tool-fields.ts';

/** How much of a field is remembered to tell what is new in the next update. */
const MAX_REMEMBERED_CHARS = 64 * 1024;
const MAX_REMEMBERED_TOOL_CALLS = 200;

type ToolUpdate = Extract<EventBody, { kind: 'tool_update' }>;
type Status = NonNullable<ToolUpdate['status']>;
/** What was last told about a tool call; agents repeat everything in every update. */
type Told = { readonly fields: Map<string, string>; output: { readonly start: string; readonly length: number } };

const chunkSchema = z.looseObject({ content: contentSchema, messageId: z.string().nullish().catch(null) });
const planSchema = z.looseObject({
  entries: z.array(
    z.looseObject({
      content: z.string(),
      status: z.enum(['pending', 'in_progress', 'completed']).catch('pending'),
      priority: z.enum(['high', 'medium', 'low']).catch('medium'),
    }),
  ),
});

/**
 * Turns the session updates of one session into log entries. `messagePrefix` makes message ids unique within the run. What is
 * not understood, or says nothing new, becomes no entry.
 */
export const createTranslator = (messagePrefix: string) => {
  const tools = new Map<string, Told>();
  let messages = 0;
  let speaking: 'message' | 'thought' | null = null;

  const translateChunk = (kind: 'message' | 'thought', update: unknown): EventBody[] => {
    const parsed = chunkSchema.safeParse(update);
    if (!parsed.success) return [];
    const text = textOf(parsed.data.content);
    if (text === '') return [];
    if (speaking !== kind) messages++;
    speaking = kind;
    const messageId = parsed.data.messageId ? label(parsed.data.messageId) : `${messagePrefix}-${messages}`;
    return kind === 'message' ? [{ kind, role: 'agent', messageId, text: long(text) }] : [{ kind, messageId, text: long(text) }];
  };

  const translateTool = (update: unknown): EventBody[] => {
    const parsed = toolSchema.safeParse(update);
    if (!parsed.success) return [];
    const tool = parsed.data;
    const toolCallId = label(tool.toolCallId);
    const known = tools.get(toolCallId);
    const told: Told = known ?? { fields: new Map(), output: { start: '', length: 0 } };
    if (!known) {
      tools.set(toolCallId, told);
      const oldest = tools.keys().next().value;
      if (tools.size > MAX_REMEMBERED_TOOL_CALLS && oldest !== undefined) tools.delete(oldest);
    }
    const isNew = (field: string, value: unknown): boolean => {
      const whole = JSON.stringify(value);
      const seen = whole.length > MAX_REMEMBERED_CHARS ? `${whole.length} ${whole.slice(0, MAX_REMEMBERED_CHARS)}` : whole;
      if (told.fields.get(field) === seen) return false;
      told.fields.set(field, seen);
      return true;
    };

    const command = commandOf(tool.rawInput);
    const input = command === null ? inputOf(tool.rawInput) : null;
    const locations = locationsOf(tool);
    const news: ToolUpdate = { kind: 'tool_update', toolCallId };
    if (tool.status && isNew('status', tool.status)) news.status = tool.status;
    if (command !== null && isNew('command', command)) news.command = long(command);
    // Many agents title a command with itself.
    const isCommand = JSON.stringify(tool.title) === told.fields.get('command');
    if (tool.title && !isCommand && isNew('title', tool.title)) news.title = label(tool.title);
    if (input !== null && isNew('input', input)) news.input = long(input);
    if (locations.length > 0 && isNew('locations', locations)) news.locations = locations;
    const diffs = diffsOf(tool);
    if (diffs.length > 0 && isNew('diffs', diffs)) news.diffs = diffs;
    Object.assign(news, outputNews(told, tool));

    const events: EventBody[] = [];
    if (!known) {
      const { title = label(tool.title ?? ''), command: said, input: given } = news;
      const toolKind = label(tool.kind ?? 'other');
      const status: Status = tool.status ?? 'pending';
      events.push({
        kind: 'tool_call',
        toolCallId,
        title,
        toolKind,
        status,
        locations,
        ...(said && { command: said }),
        ...(given && { input: given }),
      });
      for (const field of ['status', 'title', 'command', 'input', 'locations'] as const) delete news[field];
    }
    if (Object.keys(news).length > 2) events.push(news);
    // OpenCode keeps its plan in a tool call.
    const todos = z.looseObject({ todos: z.array(z.unknown()) }).safeParse(tool.rawInput).data?.todos;
    if (todos && isNew('todos', todos)) events.push(...planOf({ entries: todos }));
    return events;
  };

  return (update: unknown): EventBody[] => {
    const kind = z.looseObject({ sessionUpdate: z.string() }).safeParse(update).data?.sessionUpdate;
    if (kind === 'agent_message_chunk') return translateChunk('message', update);
    if (kind === 'agent_thought_chunk') return translateChunk('thought', update);
    if (kind === 'tool_call' || kind === 'tool_call_update') {
      speaking = null;
      return translateTool(update);
    }
    if (kind === 'plan') {
      speaking = null;
      return planOf(update);
    }
    return [];
  };
};

const planOf = (plan: unknown): EventBody[] => {
  const entries = planSchema.safeParse(plan).data?.entries;
  if (!entries) return [];
  return [
    {
      kind: 'plan',
      entries: entries.slice(0, 200).map(({ content, status, priority }) => ({ content: label(content), status, priority })),
    },
  ];
};

/** Agents resend the whole output each time, or append through `_meta.terminal_output` where the client says it can. */
const outputNews = (told: Told, tool: ToolFields): { output?: string; replacesOutput?: boolean } => {
  const appended = z.looseObject({ terminal_output: z.looseObject({ data: z.string() }) }).safeParse(tool._meta).data?.terminal_output.data;
  if (appended) return { output: long(appended) };
  const whole = outputOf(tool);
  if (whole === '') return {};
  const before = told.output;
  told.output = { start: whole.slice(0, MAX_REMEMBERED_CHARS), length: whole.length };
  if (!whole.startsWith(before.start) || whole.length < before.length) return { output: long(whole), replacesOutput: true };
  return whole.length === before.length ? {} : { output: long(whole.slice(before.length)) };
};
