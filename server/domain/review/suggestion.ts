import { z } from 'zod';
import { failure } from '../shared/failure.ts';
import { fail, ok, type Result } from '../shared/result.ts';

/** Lines of the new side, both ends included, and what is to stand there instead. An empty text takes the lines away. */
export const suggestionSchema = z.object({
  path: z.string().min(1).max(4_096),
  line: z.number().int().min(1),
  endLine: z.number().int().min(1),
  text: z.string().max(20_000),
});
export type Suggestion = z.infer<typeof suggestionSchema>;

type Lines = Pick<Suggestion, 'line' | 'endLine' | 'text'>;

/**
 * A file with the suggested lines in their places. Lines end as the file's first one ends; the last line keeps having an end, or
 * none. Refused when a place is not in the file or two places touch, because then nobody can say what was meant.
 */
export const withSuggestions = (content: string, suggestions: readonly Lines[]): Result<string> => {
  const end = /\r?\n/.exec(content)?.[0] ?? '\n';
  const isEnded = content.endsWith('\n');
  const lines = (isEnded ? content.slice(0, -1) : content).split('\n');
  const ordered = [...suggestions].sort((a, b) => a.line - b.line);
  const parts: string[] = [];
  let next = 1;
  for (const { line, endLine, text } of ordered) {
    if (endLine < line || endLine > lines.length || content === '')
      return fail(failure('invalid_input', `Lines ${line} to ${endLine} are not in this file.`));
    if (line < next) return fail(failure('invalid_input', `Two suggestions are about line ${line}. Keep one of them.`));
    parts.push(...lines.slice(next - 1, line - 1), ...linesOf(text, end));
    next = endLine + 1;
  }
  parts.push(...lines.slice(next - 1));
  if (parts.length === 0) return ok('');
  return ok(parts.join('\n') + (isEnded ? '\n' : ''));
};

/** As they stand between the line feeds of the file. */
const linesOf = (text: string, end: string): readonly string[] => {
  if (text === '') return [];
  const carriage = end === '\r\n' ? '\r' : '';
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line + carriage);
};
