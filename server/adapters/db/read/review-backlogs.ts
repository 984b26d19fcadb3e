import { DEFAULT_REVIEW_LIMITS, type ReviewBacklog, UNREVIEWED_STATUSES } from '../../../domain/run/status.ts';
import type { Database } from '../connect.ts';
import { personOf } from '../rows.ts';
import { mayDecide } from './review-turn.ts';

export type Bandwidth = Omit<ReviewBacklog, 'who'> & { readonly repositoryId: string | null };

/** The limits on unreviewed artifacts that are reached, the installation's first. */
export const readFull = async (db: Database): Promise<readonly Bandwidth[]> =>
  (await readBandwidth(db)).filter(({ waiting, limit }) => waiting >= limit);

/** The same with the names of those who may decide on something that waits there. */
export async function readBacklogs(db: Database, full?: readonly Bandwidth[]): Promise<readonly ReviewBacklog[]> {
  const reached = full ?? (await readFull(db));
  if (reached.length === 0) return [];
  const who = await readWhoMayClear(db);
  return reached.map(({ repositoryId, ...backlog }) => ({ ...backlog, who: who(repositoryId) }));
}

/** How many artifacts are unreviewed, in the installation (null) and in each repository that has one, and how many may be. */
export async function readBandwidth(db: Database): Promise<readonly Bandwidth[]> {
  const [counts, installation] = await Promise.all([
    db.prisma.$queryRaw<(Bandwidth & { readonly repositoryId: string })[]>`
      SELECT repositories.id AS "repositoryId", repositories.name AS repository, counted.waiting, repositories."reviewLimit" AS limit
      FROM (
        SELECT "repositoryId", count(*)::int AS waiting FROM tasks WHERE status = ANY(${[...UNREVIEWED_STATUSES]}::text[]) GROUP BY 1
      ) AS counted JOIN repositories ON repositories.id = counted."repositoryId" ORDER BY repositories.name`,
    db.prisma.installation.findFirst({ select: { reviewLimit: true } }),
  ]);
  const waiting = counts.reduce((total, row) => total + row.waiting, 0);
  const limit = installation?.reviewLimit ?? DEFAULT_REVIEW_LIMITS.installation;
  return [{ repositoryId: null, repository: null, waiting, limit }, ...counts];
}

/** Names of those who may decide on something that waits there. */
async function readWhoMayClear(db: Database): Promise<(repositoryId: string | null) => readonly string[]> {
  // Who may decide differs only by who asked, who approved and what is still asked: many items are few kinds.
  const [kinds, people] = await Promise.all([
    db.prisma.$queryRaw<{ repositoryId: string; requesterId: string; approvedBy: string[]; isMoreAsked: boolean }[]>`
      SELECT DISTINCT "repositoryId", "requesterId", "approvedBy", "isMoreAsked" FROM review_items WHERE status = 'IN_REVIEW'`,
    db.prisma.user.findMany({ where: { active: true }, orderBy: [{ name: 'asc' }, { id: 'asc' }] }),
  ]);
  return (repositoryId) => {
    const there = kinds
      .filter((kind) => repositoryId === null || kind.repositoryId === repositoryId)
      .map((kind) => ({ ...kind, status: 'IN_REVIEW' as const, isReadAfterwards: false, releasedBy: [] }));
    return people
      .map(personOf)
      .filter((person) => there.some((facts) => mayDecide(person, facts).allowed))
      .map(({ name }) => name);
  };
}

export type HeldBack = ReadonlyMap<string, { readonly tasks: number; readonly since: number }>;

/** By repository: first runs that wait for reviews there, and since when the oldest of them does. */
export async function readHeldBack(db: Database, full: readonly Bandwidth[]): Promise<HeldBack> {
  if (full.length === 0) return new Map();
  const everywhere = full.some(({ repositoryId }) => repositoryId === null);
  const repositories = full.flatMap(({ repositoryId }) => repositoryId ?? []);
  const rows = await db.prisma.$queryRaw<{ repositoryId: string; tasks: number; since: Date }[]>`
    SELECT tasks."repositoryId", count(*)::int AS tasks, min(tasks."createdAt") AS since FROM tasks
    WHERE tasks.status = 'QUEUED' AND tasks."revertsRunId" IS NULL AND (${everywhere} OR tasks."repositoryId" = ANY(${repositories}::text[]))
      AND EXISTS (SELECT 1 FROM runs WHERE runs."taskId" = tasks.id AND runs.number = 1 AND runs.status = 'QUEUED')
    GROUP BY tasks."repositoryId"`;
  return new Map(rows.map(({ repositoryId, tasks, since }) => [repositoryId, { tasks, since: since.getTime() }]));
}
