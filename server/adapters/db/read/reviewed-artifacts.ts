import type { Change } from '../../../domain/artifact/manifest.ts';
import { givenSchema, type Review } from '../../../domain/review/review.ts';
import { SEVERITIES, type Severity } from '../../../domain/risk/finding.ts';
import { readingGroup } from '../../../domain/risk/order.ts';
import type { ReviewedRow } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import type { Prisma } from '../generated/client.ts';

/** More than anybody reviews in that time; the newest are kept. */
const MOST = 1_000;

const COLUMNS = {
  id: true,
  runId: true,
  verdict: true,
  given: true,
  at: true,
  task: { select: { number: true, title: true } },
  run: {
    select: {
      artifact: {
        select: {
          change: true,
          findings: { select: { fingerprint: true, severity: true } },
          looks: { select: { personId: true, openMs: true, firstAt: true } },
        },
      },
    },
  },
} as const satisfies Prisma.ReviewSelect;
type Row = Prisma.ReviewGetPayload<{ select: typeof COLUMNS }>;

/** What one person reviewed since an instant, with what is recorded of how; newest first. */
export async function readReviewedArtifacts(db: Database, personId: string, since: number): Promise<readonly ReviewedRow[]> {
  const rows = await db.prisma.review.findMany({
    where: { reviewerId: personId, at: { gte: new Date(since) } },
    orderBy: { position: 'desc' },
    take: MOST,
    select: COLUMNS,
  });
  return rows.map((row) => rowOf(row, personId));
}

function rowOf(row: Row, personId: string): ReviewedRow {
  const { artifact } = row.run;
  const files = (artifact?.change as unknown as Change | undefined)?.files ?? [];
  const findings = artifact?.findings ?? [];
  const given = givenSchema.parse(row.given);
  const look = artifact?.looks.find((one) => one.personId === personId);
  return {
    runId: row.runId,
    taskNumber: row.task.number,
    title: row.task.title,
    at: row.at.getTime(),
    verdict: row.verdict as Review['verdict'],
    // The room may be opened again after the word was given: what came before it is no longer than this.
    openMs: look && look.firstAt <= row.at ? Math.min(look.openMs, row.at.getTime() - look.firstAt.getTime()) : null,
    lines: files.reduce((sum, file) => sum + (readingGroup(file, []) === 'generated' ? 0 : file.added + file.deleted), 0),
    files: files.length,
    viewed: files.filter(({ path }) => given.viewed.includes(path)).length,
    findings: findings.length,
    answered: findings.filter(({ fingerprint }) => Object.hasOwn(given.acks, fingerprint)).length,
    worst: findings.map(({ severity }) => severity as Severity).reduce<Severity | null>(worse, null),
  };
}

const worse = (a: Severity | null, b: Severity): Severity => (a !== null && SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b);
