import { findLines, type PatchHit } from '../../../domain/artifact/find-lines.ts';
import type { Database } from '../connect.ts';
import { storableText } from '../storable.ts';

const FILES_AT_ONCE = 50;

/** The database finds the files; their lines are read here, a few files at a time, until there are enough. */
export async function findInPatches(
  db: Database,
  {
    runId,
    sinceRunId,
    text,
    limit,
  }: { readonly runId: string; readonly sinceRunId: string | null; readonly text: string; readonly limit: number },
): Promise<{ readonly hits: readonly PatchHit[]; readonly more: boolean }> {
  const wanted = storableText(text).toLowerCase();
  const hits: PatchHit[] = [];
  for (let after = -1; hits.length <= limit; ) {
    const rows = await db.prisma.$queryRaw<{ position: number; patch: string }[]>`
      SELECT position, patch FROM (
        SELECT position, patch FROM artifact_files WHERE "runId" = ${runId} AND ${sinceRunId}::text IS NULL
        UNION ALL SELECT position, patch FROM interdiff_files WHERE "runId" = ${runId} AND "sinceRunId" = ${sinceRunId}::text
      ) AS files
      WHERE position > ${after}::int AND strpos(lower(patch), ${wanted}) > 0 ORDER BY position LIMIT ${FILES_AT_ONCE}::int`;
    for (const { position, patch } of rows) hits.push(...findLines(position, patch, wanted));
    const last = rows.at(-1);
    if (!last || rows.length < FILES_AT_ONCE) break;
    after = last.position;
  }
  return { hits: hits.slice(0, limit), more: hits.length > limit };
}
