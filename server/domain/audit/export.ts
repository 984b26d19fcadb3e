import { z } from 'zod';
import type { AuditHead, SealedEntry } from './chain.ts';

/** An exported log: one entry a line, then one line about all of them. Strict: a field that no hash covers proves nothing. */
const entrySchema = z.strictObject({
  position: z.int(),
  at: z.int(),
  actor: z.strictObject({ id: z.string().nullable(), name: z.string() }),
  action: z.string(),
  subject: z.strictObject({ kind: z.string(), id: z.string() }),
  detail: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
});
const lastLineSchema = z.strictObject({
  head: z.strictObject({ position: z.int(), hash: z.string() }),
  entries: z.int(),
  /** False when a filter left entries out: then each line stands for itself. */
  isWhole: z.boolean(),
});

export type ExportLine =
  | { readonly kind: 'entry'; readonly entry: SealedEntry }
  | { readonly kind: 'last'; readonly head: AuditHead; readonly entries: number; readonly isWhole: boolean };

export const entryLine = ({ position, at, actor, action, subject, detail, previousHash, hash }: SealedEntry): string =>
  `${JSON.stringify({ position, at, actor, action, subject, detail, previousHash, hash })}\n`;

export const lastLine = (last: { readonly head: AuditHead; readonly entries: number; readonly isWhole: boolean }): string =>
  `${JSON.stringify({ head: last.head, entries: last.entries, isWhole: last.isWhole })}\n`;

/** Null for a line that is neither. */
export const readExportLine = (line: string): ExportLine | null => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const entry = entrySchema.safeParse(value);
  if (entry.success) return { kind: 'entry', entry: entry.data };
  const last = lastLineSchema.safeParse(value);
  return last.success ? { kind: 'last', ...last.data } : null;
};
