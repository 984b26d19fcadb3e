import { z } from 'zod';
import { type ReviewComment, reviewCommentSchema } from '../../server/domain/review/review.ts';
import type { Suggestion } from '../../server/domain/review/suggestion.ts';

/** Comments that were written and not yet sent; an open box is one with an empty body. They are sent together, with the decision. */
const pendingSchema = reviewCommentSchema.extend({ id: z.string().min(1), body: z.string().max(10_000) });
export type PendingComment = z.infer<typeof pendingSchema>;

export const COMMENTS_AT_MOST = 200;
export const commentsKey = (digest: string): string => `countersign.comments.${digest}`;

/** Whatever the browser kept; what cannot be read is left out and not guessed at. */
export const parseComments = (text: string | null): readonly PendingComment[] => {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.flatMap((one) => pendingSchema.safeParse(one).data ?? []).slice(0, COMMENTS_AT_MOST) : [];
  } catch {
    return [];
  }
};
export const printComments = (comments: readonly PendingComment[]): string | null =>
  comments.length > 0 ? JSON.stringify(comments) : null;

export type LineRange = { readonly path: string; readonly side: 'base' | 'head'; readonly line: number; readonly endLine: number };

/** Opens a box on a range, unless one is open there. Ranges drawn from the bottom up are turned around. */
export const openComment = (comments: readonly PendingComment[], id: string, range: LineRange): readonly PendingComment[] => {
  const line = Math.min(range.line, range.endLine);
  const endLine = Math.max(range.line, range.endLine);
  const isThere = comments.some(
    (one) => one.path === range.path && one.side === range.side && one.line === line && one.endLine === endLine,
  );
  return isThere || comments.length >= COMMENTS_AT_MOST
    ? comments
    : [...comments, { id, path: range.path, side: range.side, line, endLine, body: '' }];
};

export const writeComment = (comments: readonly PendingComment[], id: string, body: string): readonly PendingComment[] =>
  comments.map((one) => (one.id === id ? { ...one, body } : one));

/** Null takes the suggestion back and leaves the words. */
export const suggestLines = (comments: readonly PendingComment[], id: string, suggestion: string | null): readonly PendingComment[] =>
  comments.map((one) => {
    if (one.id !== id) return one;
    const { suggestion: _, ...rest } = one;
    return suggestion === null ? rest : { ...rest, suggestion };
  });

export const dropComment = (comments: readonly PendingComment[], id: string): readonly PendingComment[] =>
  comments.filter((one) => one.id !== id);

/** What is sent: comments that say something, without the ids of this browser. */
export const commentsToSend = (comments: readonly PendingComment[]): ReviewComment[] =>
  comments
    .filter(({ body, suggestion }) => body.trim() !== '' || suggestion !== undefined)
    .map(({ id: _, ...comment }) => ({ ...comment, body: comment.body.trim() || 'Take these lines over.' }));

/** Lines of the reviewer that the control plane can put in by itself. */
export const suggestionsToPut = (comments: readonly PendingComment[]): Suggestion[] =>
  comments.flatMap(({ path, side, line, endLine, suggestion }) =>
    suggestion === undefined || side !== 'head' ? [] : [{ path, line, endLine, text: suggestion }],
  );

/** Puts a comment on other lines; turned the right way round, never before the first line. */
export const moveComment = (comments: readonly PendingComment[], id: string, line: number, endLine: number): readonly PendingComment[] =>
  comments.map((one) =>
    one.id === id ? { ...one, line: Math.max(1, Math.min(line, endLine)), endLine: Math.max(1, line, endLine) } : one,
  );
