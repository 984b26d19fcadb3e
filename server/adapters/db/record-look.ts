import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import type { Database } from './connect.ts';

export async function markViewed(db: Database, input: Parameters<WebStore['markViewed']>[0]): Promise<Result<void>> {
  const { reviewerId, taskId, changeDigests, viewed, now } = input;
  if (viewed)
    await db.prisma.viewedMark.createMany({
      data: changeDigests.map((changeDigest) => ({ reviewerId, taskId, changeDigest, at: new Date(now) })),
      skipDuplicates: true,
    });
  else await db.prisma.viewedMark.deleteMany({ where: { reviewerId, taskId, changeDigest: { in: [...changeDigests] } } });
  return ok(undefined);
}

/** One statement, so that windows that report at once are counted one after the other. */
export async function recordOpen(db: Database, input: Parameters<WebStore['recordOpen']>[0]): Promise<Result<{ readonly openMs: number }>> {
  const { personId, runId, artifactDigest, ms } = input;
  const now = new Date(input.now);
  const rows = await db.prisma.$queryRaw<{ openMs: number }[]>`
    INSERT INTO artifact_looks AS look ("personId", "runId", "artifactDigest", "openMs", "firstAt", "lastAt")
    SELECT ${personId}, "runId", digest, LEAST(${ms}::bigint, GREATEST(0, extract(epoch FROM ${now}::timestamptz - "createdAt") * 1000))::int, ${now}, ${now}
    FROM artifacts WHERE "runId" = ${runId} AND digest = ${artifactDigest}
    ON CONFLICT ("personId", "runId") DO UPDATE SET
      "openMs" = LEAST(2000000000, look."openMs" + LEAST(${ms}::bigint, GREATEST(0, extract(epoch FROM ${now}::timestamptz - look."lastAt") * 1000)))::int,
      "lastAt" = GREATEST(look."lastAt", ${now}::timestamptz)
    RETURNING "openMs"`;
  const row = rows[0];
  if (row) return ok({ openMs: row.openMs });
  return fail(failure('stale_page', 'There is a newer artifact than the one that was open. Its time was not recorded.'));
}
