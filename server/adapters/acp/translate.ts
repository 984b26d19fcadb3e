import { z } from 'zod';
import type { EventBody } from '../../domain/log/event.ts';
import { storableText } from '../../domain/log/storable-text.ts';

/** Longest text of one field of one event. */
const MAX_TEXT_CHARS = 64 * 1024;
const MAX_LABEL_CHARS = 4_000;
/** How much of a tool call's output is remembered to tell what is new in the next update. */
const MAX_REMEMBERED_CHARS = 1024 * 1024;
const MAX_OPEN_TOOL_CALLS = 500;
const WORKSPACE = '/workspace/';

type ToolUpdate = Extract<EventBody, { kind: 'tool_update' }>;
type Status = NonNullable<ToolUpdate['status']>;
/** What was last told about a tool call; agents repeat everything in every update. */
type Told = { readonly fields: Map<string, string>; output: string };

// Every field is loose: a newer agent adds fields and variants, and none of them may end a run.
const contentSchema = z.looseObject({ type: z.string() });
const toolSchema = z.looseObject({
  toolCallId: z.string(),
  title: z.string().nullish(),
  kind: z.string().nullish(),
  status: z.enum(['pending', 'in_progress', 'completed', 'failed']).nullish().catch(null),
  content: z.array(contentSchema).nullish().catch(null),
  locations: z
    .array(z.looseObject({ path: z.string(), line: z.number().int().nullish().catch(null) }))
    .nullish()
    .catch(null),
  rawInput: z.unknown().optional(),
  rawOutput: z.unknown().optional(),
  _meta: z.unknown().optional(),
});
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
    const told: Told = known ?? { fields: new Map(), output: '' };
    if (!known) {
      tools.set(toolCallId, told);
      const oldest = tools.keys().next().value;
      if (tools.size > MAX_OPEN_TOOL_CALLS && oldest !== undefined) tools.delete(oldest);
    }
    const isNew = (field: string, value: unknown): boolean => {
      const seen = JSON.stringify(value);
      if (told.fields.get(field) === seen) return false;
      told.fields.set(field, seen);
      return true;
    };

    const command = commandOf(tool.rawInput);
    const input = command === null ? inputOf(tool.rawInput) : null;
    const locations = locationsOf(tool.locations ?? []);
    const news: ToolUpdate = { kind: 'tool_update', toolCallId };
    if (tool.status && isNew('status', tool.status)) news.status = tool.status;
    if (tool.title && tool.title !== command && isNew('title', tool.title)) news.title = label(tool.title);
    if (command !== null && isNew('command', command)) news.command = long(command);
    if (input !== null && isNew('input', input)) news.input = long(input);
    if (locations.length > 0 && isNew('locations', locations)) news.locations = locations;
    const diffs = diffsOf(tool.content ?? []);
    if (diffs.length > 0 && isNew('diffs', diffs)) news.diffs = diffs;
    Object.assign(news, outputNews(told, tool));

    const events: EventBody[] = [];
    if (!known) {
      const { title, command: said, input: given } = news;
      const status: Status = tool.status ?? 'pending';
      events.push({
        kind: 'tool_call',
        toolCallId,
        title: title ?? label(tool.title ?? ''),
        toolKind: label(tool.kind ?? 'other'),
        status,
        command: said,
        locations,
        input: given,
      });
      for (const field of ['status', 'title', 'command', 'input', 'locations'] as const) delete news[field];
    }
    if (Object.keys(news).length > 2) events.push(news);
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
      const plan = planSchema.safeParse(update).data;
      if (!plan) return [];
      return [
        {
          kind: 'plan',
          entries: plan.entries.slice(0, 200).map(({ content, status, priority }) => ({ content: label(content), status, priority })),
        },
      ];
    }
    return [];
  };
};

const long = (text: string): string => storableText(text, MAX_TEXT_CHARS);
const label = (text: string): string => storableText(text, MAX_LABEL_CHARS);
const shorten = (path: string): string => label(path.startsWith(WORKSPACE) ? path.slice(WORKSPACE.length) : path);

/** The workspace itself is no location: everything happens there. */
const locationsOf = (locations: readonly { path: string; line?: number | null }[]): { path: string; line?: number }[] =>
  locations
    .filter(({ path }) => `${path}/` !== WORKSPACE)
    .slice(0, 100)
    .map(({ path, line }) => ({ path: shorten(path), ...(line != null && { line }) }));

type Content = z.infer<typeof contentSchema>;
const textOf = (content: Content): string => (content.type === 'text' && typeof content.text === 'string' ? content.text : '');

/** Agents resend the whole output each time, or append through `_meta.terminal_output` where the client says it can. */
const outputNews = (told: Told, tool: z.infer<typeof toolSchema>): { output?: string; replacesOutput?: boolean } => {
  const appended = z.looseObject({ terminal_output: z.looseObject({ data: z.string() }) }).safeParse(tool._meta).data?.terminal_output.data;
  if (appended) return { output: long(appended) };
  const whole = outputOf(tool);
  if (whole === '' || whole === told.output) return {};
  const before = told.output;
  told.output = whole.length > MAX_REMEMBERED_CHARS ? '' : whole;
  if (before !== '' && whole.startsWith(before)) return { output: long(whole.slice(before.length)) };
  return before === '' ? { output: long(whole) } : { output: long(whole), replacesOutput: true };
};

const outputOf = (tool: z.infer<typeof toolSchema>): string => {
  const parts = (tool.content ?? []).map((item) => {
    const inner = item.type === 'content' ? contentSchema.safeParse(item.content).data : undefined;
    return inner ? textOf(inner) : '';
  });
  const text = parts.filter((part) => part !== '').join('\n');
  if (text !== '' || tool.content?.length) return text;
  const raw = tool.rawOutput;
  if (typeof raw === 'string') return raw;
  const fields = z.looseObject({ output: z.string().optional(), formatted_output: z.string().optional() }).safeParse(raw).data;
  return fields?.formatted_output ?? fields?.output ?? '';
};

const diffsOf = (content: readonly Content[]): { path: string; oldText: string | null; newText: string }[] =>
  content.flatMap((item) => {
    if (item.type !== 'diff' || typeof item.path !== 'string' || typeof item.newText !== 'string') return [];
    return [
      { path: shorten(item.path), oldText: typeof item.oldText === 'string' ? long(item.oldText) : null, newText: long(item.newText) },
    ];
  });

/** The shell command of a tool call, as text or as an argv; null when the input names none. */
export const commandOf = (rawInput: unknown): string | null => {
  const command = z.looseObject({ command: z.union([z.string(), z.array(z.string())]) }).safeParse(rawInput).data?.command;
  if (command === undefined || command.length === 0) return null;
  if (typeof command === 'string') return command;
  const [shell, flag, script] = command;
  if (command.length === 3 && /(^|\/)(ba|z)?sh$/.test(shell ?? '') && /^-l?c$/.test(flag ?? '')) return script ?? '';
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
};

const inputOf = (rawInput: unknown): string | null => {
  if (typeof rawInput === 'string') return rawInput || null;
  if (typeof rawInput !== 'object' || rawInput === null) return null;
  const told = Object.entries(rawInput).filter(([field]) => field !== 'cwd');
  return told.length === 0 ? null : JSON.stringify(Object.fromEntries(told), null, 2);
};
