import type { ArtifactKind, ChangedFile } from '../../../domain/artifact/manifest.ts';
import { carryComment } from '../../../domain/review/carry-comments.ts';
import { changeDigest } from '../../../domain/review/change-digest.ts';
import type { ReviewComment } from '../../../domain/review/review.ts';
import type { EarlierComment, EarlierRun, ReadModel } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';

type SecondLook = Pick<ReadModel, 'changeOf' | 'viewed' | 'interdiff' | 'earlierComments'>;

const filesOf = (value: unknown): readonly ChangedFile[] => (value as { readonly files: readonly ChangedFile[] }).files;

/** What a person needs who has been here before: their marks, what changed meanwhile, and what was said. */
export function secondLook(db: Database): SecondLook {
  const { prisma } = db;

  const changeOf: SecondLook['changeOf'] = async (runId) => {
    const row = await prisma.artifact.findUnique({
      where: { runId },
      select: { digest: true, kind: true, change: true, run: { select: { taskId: true } } },
    });
    return row && { taskId: row.run.taskId, artifactDigest: row.digest, kind: row.kind as ArtifactKind, files: filesOf(row.change) };
  };

  return {
    changeOf,
    async viewed(runId, personId) {
      const run = await prisma.run.findUnique({ where: { id: runId }, select: { taskId: true } });
      if (!run) return [];
      const marks = await prisma.viewedMark.findMany({
        where: { reviewerId: personId, taskId: run.taskId },
        select: { changeDigest: true },
      });
      if (marks.length === 0) return [];
      const known = new Set(marks.map((mark) => mark.changeDigest));
      const files = (await changeOf(runId))?.files ?? [];
      return files.flatMap((file, position) => (known.has(changeDigest(file)) ? [position] : []));
    },
    async interdiff(runId, sinceRunId) {
      const row = await prisma.interdiff.findUnique({ where: { runId_sinceRunId: { runId, sinceRunId } } });
      return row && { baseMoved: row.baseMoved, files: row.files as unknown as readonly ChangedFile[] };
    },
    async earlierComments(runId) {
      const run = await prisma.run.findUnique({ where: { id: runId }, select: { taskId: true, number: true } });
      if (!run) return [];
      const reviews = await prisma.review.findMany({
        where: { taskId: run.taskId, run: { number: { lt: run.number } }, NOT: { comments: { equals: [] } } },
        orderBy: { position: 'asc' },
        include: { reviewer: { select: { name: true } }, run: { select: { number: true } } },
      });
      const current = reviews.length > 0 ? ((await changeOf(runId))?.files ?? []) : [];
      const carried: EarlierComment[] = [];
      for (const [sinceRunId, mine] of Map.groupBy(reviews, (review) => review.runId)) {
        const facts = await readCarryFacts(db, runId, sinceRunId, current, (await changeOf(sinceRunId))?.files ?? []);
        for (const review of mine) {
          for (const [at, comment] of (review.comments as unknown as readonly ReviewComment[]).entries())
            carried.push({
              id: `${review.id}-${at}`,
              by: review.reviewer.name,
              runId: sinceRunId,
              runNumber: review.run.number,
              at: review.at.getTime(),
              ...carryComment(comment, facts),
            });
        }
      }
      return carried;
    },
  };
}

/** The whole interdiff's files, and the patches of its text. */
async function readCarryFacts(
  db: Database,
  runId: string,
  sinceRunId: string,
  current: readonly ChangedFile[],
  earlier: readonly ChangedFile[],
) {
  const row = await db.prisma.interdiff.findUnique({
    where: { runId_sinceRunId: { runId, sinceRunId } },
    include: { patches: { orderBy: { position: 'asc' }, select: { patch: true } } },
  });
  if (!row) return { earlier, current, between: null };
  const files = row.files as unknown as readonly ChangedFile[];
  const patches = new Map(files.map((file, position) => [file, row.patches[position]?.patch ?? null]));
  return { earlier, current, between: { files, patchOf: (file: ChangedFile) => patches.get(file) ?? null } };
}

/** Earlier runs of the task from whose result an interdiff leads here, newest first, and the newest of them that this person has looked at. */
export async function readEarlier(
  db: Database,
  runId: string,
  taskId: string,
  personId: string,
): Promise<{ readonly earlier: readonly EarlierRun[]; readonly lookedAt: string | null }> {
  const rows = await db.prisma.$queryRaw<{ runId: string; number: number; baseMoved: boolean; files: number }[]>`
    SELECT runs.id AS "runId", runs.number, interdiffs."baseMoved", jsonb_array_length(interdiffs.files) AS files
    FROM interdiffs JOIN runs ON runs.id = interdiffs."sinceRunId" WHERE interdiffs."runId" = ${runId} ORDER BY runs.number DESC`;
  if (rows.length === 0) return { earlier: [], lookedAt: null };
  const ids = rows.map((row) => row.runId);
  const [looks, reviews] = await Promise.all([
    db.prisma.artifactLook.findMany({ where: { personId, runId: { in: ids } }, select: { runId: true } }),
    db.prisma.review.findMany({ where: { reviewerId: personId, taskId, runId: { in: ids } }, select: { runId: true } }),
  ]);
  const seen = new Set([...looks, ...reviews].map((row) => row.runId));
  return { earlier: rows, lookedAt: ids.find((id) => seen.has(id)) ?? null };
}
