import type { AuditHead, SealedEntry } from '../../../domain/audit/chain.ts';
import type { AuditFilter, AuditRow, Page, ReadModel } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import { Prisma } from '../generated/client.ts';
import { storableText } from '../storable.ts';

const BATCH = 1_000;
/** The last one that a date can hold. */
const LAST_INSTANT = 8_640_000_000_000_000;

type Row = {
  readonly position: bigint;
  readonly at: bigint;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly detail: unknown;
  readonly previousHash: string;
  readonly hash: string;
};

/** The audit log, as its page, its proof and its export read it. */
export function auditEntries(db: Database): Pick<ReadModel, 'audit' | 'auditEnd' | 'auditEntries'> {
  const { prisma } = db;
  return {
    async audit({ cursor, limit, ...filter }) {
      const before = cursor !== null && /^\d{1,15}$/.test(cursor) ? Prisma.sql`position < ${BigInt(cursor)}` : Prisma.sql`true`;
      const take = Math.min(Math.max(limit, 1), 200);
      const rows = await prisma.$queryRaw<Row[]>`
        SELECT * FROM audit_entries WHERE ${before} AND ${matching(filter)} ORDER BY position DESC LIMIT ${take + 1}`;
      const page = rows.slice(0, take).map(entryOf);
      return { items: await withLabels(db, page), nextCursor: rows.length > take ? String(page.at(-1)?.position) : null };
    },
    async auditEnd() {
      // One statement sees one moment: an entry that is written meanwhile is in both or in neither.
      const [end] = await prisma.$queryRaw<{ position: bigint | null; hash: string | null; last: bigint }[]>`
        SELECT head.position, head.hash, entries.last
        FROM (SELECT LEAST(COALESCE(max(position), 0), ${BigInt(Number.MAX_SAFE_INTEGER)}) AS last FROM audit_entries) AS entries LEFT JOIN audit_head AS head ON head."only"`;
      const head: AuditHead | null = end?.position == null || end.hash === null ? null : { position: Number(end.position), hash: end.hash };
      return { head, last: Number(end?.last ?? 0) };
    },
    async *auditEntries(filter, last) {
      let after: bigint | null = null;
      for (;;) {
        const from: Prisma.Sql = after === null ? Prisma.sql`true` : Prisma.sql`position > ${after}`;
        const rows: Row[] = await prisma.$queryRaw<Row[]>`
          SELECT * FROM audit_entries WHERE ${from} AND position <= ${BigInt(last)} AND ${matching(filter)} ORDER BY position LIMIT ${BATCH}`;
        if (rows.length > 0) yield rows.map(entryOf);
        if (rows.length < BATCH) return;
        after = rows.at(-1)?.position ?? null;
      }
    },
  };
}

function matching({ actorId, action, subjectKind, subjectId, from, to, search }: AuditFilter): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (actorId === 'system') conditions.push(Prisma.sql`"actorId" IS NULL`);
  else if (actorId !== null) conditions.push(Prisma.sql`"actorId" = ${actorId}`);
  if (action !== null) conditions.push(Prisma.sql`action = ${action}`);
  if (subjectKind !== null) conditions.push(Prisma.sql`"subjectKind" = ${subjectKind}`);
  if (subjectId !== null) conditions.push(Prisma.sql`"subjectId" = ${subjectId}`);
  if (from !== null) conditions.push(Prisma.sql`at >= ${BigInt(from)}`);
  if (to !== null) conditions.push(Prisma.sql`at < ${BigInt(to)}`);
  const text = storableText(search?.trim() ?? '').toLowerCase();
  // Values only: a word that is the name of a detail would match everything.
  if (text !== '')
    conditions.push(Prisma.sql`(strpos(lower("actorName"), ${text}) > 0 OR strpos(lower("subjectId"), ${text}) > 0 OR EXISTS (
      SELECT 1 FROM jsonb_each_text(CASE WHEN jsonb_typeof(detail) = 'object' THEN detail ELSE '{}' END) WHERE strpos(lower(value), ${text}) > 0))`);
  return Prisma.join(conditions, ' AND ');
}

const entryOf = (row: Row): SealedEntry => ({
  position: Number(row.position),
  at: Number(row.at),
  actor: { id: row.actorId, name: row.actorName },
  action: row.action,
  subject: { kind: row.subjectKind, id: row.subjectId },
  detail: row.detail,
  previousHash: row.previousHash,
  hash: row.hash,
});

/** Runs and tasks have numbers that people say; the other subjects have their names among the details. */
async function withLabels(db: Database, entries: readonly SealedEntry[]): Promise<Page<AuditRow>['items']> {
  const idsOf = (kind: string) => [...new Set(entries.filter(({ subject }) => subject.kind === kind).map(({ subject }) => subject.id))];
  const task = { select: { number: true, title: true } } as const;
  const [runs, tasks] = await Promise.all([
    db.prisma.run.findMany({ where: { id: { in: idsOf('run') } }, select: { id: true, number: true, task } }),
    db.prisma.task.findMany({ where: { id: { in: idsOf('task') } }, select: { id: true, ...task.select } }),
  ]);
  const labels = new Map<string, NonNullable<AuditRow['subject']['label']>>([
    ...runs.map((run) => [run.id, { text: `Task ${run.task.number}, run ${run.number}`, title: run.task.title }] as const),
    ...tasks.map(({ id, number, title }) => [id, { text: `Task ${number}`, title }] as const),
  ]);
  return entries.map(({ detail, subject, previousHash: _, ...entry }) => ({
    ...entry,
    // A row that was tampered with must not break the page that is to show it.
    at: Math.min(Math.max(entry.at, 0), LAST_INSTANT),
    subject: { ...subject, label: labels.get(subject.id) ?? null },
    detail: typeof detail === 'object' && detail !== null ? (detail as AuditRow['detail']) : {},
  }));
}
