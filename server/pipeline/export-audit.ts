import { EMPTY_HEAD } from '../domain/audit/chain.ts';
import { entryLine, lastLine } from '../domain/audit/export.ts';
import type { AuditFilter, ReadModel } from '../ports/read-model.ts';

/**
 * The entries that the filter lets through as JSON lines, oldest first, in pieces of some hundred kilobytes; then a last line with
 * the head of the log. An export without its last line is one that broke off.
 */
export async function* exportAudit(
  { read }: { readonly read: Pick<ReadModel, 'auditEnd' | 'auditEntries'> },
  filter: AuditFilter,
): AsyncGenerator<string, void> {
  const { head, last } = await read.auditEnd();
  let entries = 0;
  for await (const batch of read.auditEntries(filter, last)) {
    entries += batch.length;
    yield batch.map(entryLine).join('');
  }
  const isWhole = Object.values(filter).every((wanted) => wanted === null || wanted === '');
  yield lastLine({ head: head ?? EMPTY_HEAD, entries, isWhole });
}
