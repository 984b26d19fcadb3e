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

/** Changes the log behind the application's back, as a superuser can. Answers how to put everything back. */
export async function tamper(db: Database, statements: string): Promise<() => Promise<void>> {
  const TABLES = ['audit_entries', 'audit_head'] as const;
  const run = async (...lines: readonly string[]) => {
    for (const line of lines) await db.prisma.$executeRawUnsafe(line);
  };
  for (const table of TABLES) await run(`ALTER TABLE ${table} DISABLE TRIGGER USER`, `CREATE TABLE kept_${table} AS TABLE ${table}`);
  await run(...statements.split('; '));
  return async () => {
    for (const table of TABLES)
      await run(
        `DELETE FROM ${table}`,
        `INSERT INTO ${table} TABLE kept_${table}`,
        `DROP TABLE kept_${table}`,
        `ALTER TABLE ${table} ENABLE TRIGGER USER`,
      );
  };
}

/** Two entries that change their numbers. */
export const swap = (a: number, b: number): string =>
  `UPDATE audit_entries SET position = -position WHERE position IN (${a}, ${b}); ` +
  `UPDATE audit_entries SET position = CASE position WHEN -${a} THEN ${b} ELSE ${a} END WHERE position < 0`;
