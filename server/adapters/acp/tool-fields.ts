import { z } from 'zod';
import { storableText } from '../../domain/log/storable-text.ts';

/** Longest text of one field of one event. */
const MAX_TEXT_CHARS = 64 * 1024;
const MAX_LABEL_CHARS = 4_000;
const WORKSPACE = '/workspace/';

// Every field is loose: a newer agent adds fields and variants, and none of them may end a run.
export const contentSchema = z.looseObject({ type: z.string() });
export const toolSchema = z.looseObject({
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
export type ToolFields = z.infer<typeof toolSchema>;

export const long = (text: string): string => storableText(text, MAX_TEXT_CHARS);
export const label = (text: string): string => storableText(text, MAX_LABEL_CHARS);
const shorten = (path: string): string => label(path.startsWith(WORKSPACE) ? path.slice(WORKSPACE.length) : path);

/** The workspace itself is no location: everything happens there. */
export const locationsOf = ({ locations }: ToolFields): { path: string; line?: number }[] =>
  (locations ?? [])
    .filter(({ path }) => `${path}/` !== WORKSPACE)
    .slice(0, 100)
    .map(({ path, line }) => ({ path: shorten(path), ...(line != null && { line }) }));

type Content = z.infer<typeof contentSchema>;
export const textOf = (content: Content): string => (content.type === 'text' && typeof content.text === 'string' ? content.text : '');

export const outputOf = (tool: ToolFields): string => {
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

export const diffsOf = ({ content }: ToolFields): { path: string; oldText: string | null; newText: string }[] =>
  (content ?? []).flatMap((item) => {
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

export const inputOf = (rawInput: unknown): string | null => {
  if (typeof rawInput === 'string') return rawInput || null;
  if (typeof rawInput !== 'object' || rawInput === null) return null;
  const told = Object.entries(rawInput).filter(([field]) => field !== 'cwd');
  return told.length === 0 ? null : JSON.stringify(Object.fromEntries(told), null, 2);
};
