import type { Database } from '../adapters/db/connect.ts';
import type { AuditHead, SealedEntry } from '../domain/audit/chain.ts';

/** The whole table as it is stored, in its order. */
export const auditRows = (db: Database) => db.prisma.auditEntry.findMany({ orderBy: { position: 'asc' } });

/** The log and its head, read without the code that is under test. */
export async function storedAudit(db: Database): Promise<{ readonly entries: readonly SealedEntry[]; readonly head: AuditHead }> {
  const { position, hash } = await db.prisma.auditHead.findFirstOrThrow();
  const entries = (await auditRows(db)).map((row) => ({
    position: Number(row.position),
    at: Number(row.at),
    actor: { id: row.actorId, name: row.actorName },
    action: row.action,
    subject: { kind: row.subjectKind, id: row.subjectId },
    detail: row.detail,
    previousHash: row.previousHash,
    hash: row.hash,
  }));
  return { entries, head: { position: Number(position), hash } };
}
