import type { QueueFilter } from '../../../domain/review/queue-filter.ts';
import type { RunStatus } from '../../../domain/run/status.ts';
import type { Database } from '../connect.ts';
import { Prisma } from '../generated/client.ts';

/** Sections of runs that have nothing to decide on yet: first come, first shown. */
export const IN_FLIGHT_SECTIONS = ['agent', 'checks'] as const;
type Section = (typeof IN_FLIGHT_SECTIONS)[number];

const STATUSES: Readonly<Record<Section, readonly RunStatus[]>> = {
  agent: ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING'],
  checks: ['VERIFYING', 'JUDGING'],
};

export async function countInFlight(
  db: Database,
  filter: QueueFilter,
  section: Section,
): Promise<{ readonly count: number; readonly oldest: number | null }> {
  if (isNever(filter)) return { count: 0, oldest: null };
  const [row] = await db.prisma.$queryRaw<{ count: number; oldest: Date | null }[]>`
    SELECT count(*)::int AS count, min(runs."createdAt") AS oldest ${from(filter, section)}`;
  return { count: row?.count ?? 0, oldest: row?.oldest?.getTime() ?? null };
}

export async function readInFlight(
  db: Database,
  filter: QueueFilter,
  section: Section,
  after: { readonly since: number; readonly runId: string } | null,
  limit: number,
): Promise<readonly { readonly runId: string; readonly since: number }[]> {
  if (isNever(filter)) return [];
  const source = from(filter, section);
  const rows = await db.prisma.$queryRaw<{ runId: string; since: Date }[]>`
    SELECT runs.id AS "runId", runs."createdAt" AS since ${source}
    ${after ? Prisma.sql`AND (runs."createdAt", runs.id) > (${new Date(after.since)}, ${after.runId})` : Prisma.empty}
    ORDER BY runs."createdAt", runs.id LIMIT ${limit}`;
  return rows.map(({ runId, since }) => ({ runId, since: since.getTime() }));
}

/** They have no findings yet and nobody's name on them. */
const isNever = ({ risk, owner }: QueueFilter): boolean => risk !== undefined || owner !== undefined;

const from = ({ repository, agent, kind, text }: QueueFilter, section: Section): Prisma.Sql =>
  Prisma.sql`FROM runs JOIN tasks ON tasks.id = runs."taskId" WHERE ${Prisma.join(
    [
      Prisma.sql`runs.status = ANY(${[...STATUSES[section]]}::text[])`,
      ...(repository ? [Prisma.sql`tasks."repositoryId" IN (SELECT id FROM repositories WHERE name = ${repository})`] : []),
      ...(agent ? [Prisma.sql`tasks."agentName" = ${agent}`] : []),
      ...(kind ? [Prisma.sql`tasks.artifact = ${kind}`] : []),
      ...(text ? [Prisma.sql`strpos(lower(tasks.title), lower(${text.replaceAll('\u0000', '')})) > 0`] : []),
    ],
    ' AND ',
  )}`;
