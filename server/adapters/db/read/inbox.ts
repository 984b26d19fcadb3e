import type { EventBody } from '../../../domain/log/event.ts';
import { hasRole, type Person } from '../../../domain/shared/role.ts';
import type { InboxView, TaskRow } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import { readBacklogs } from './review-backlogs.ts';
import { countMine, readFirstOfMine } from './review-queue.ts';
import { readTaskRows } from './task-rows.ts';
import { WORKER_ALIVE_MS } from './wait-reasons.ts';

const RUNNING = ['PREPARING', 'RUNNING', 'COLLECTING', 'VERIFYING', 'JUDGING', 'LANDING', 'MERGING'];
const CAME_BACK = ['IN_REVIEW', 'MERGE_REFUSED', 'MERGE_OUTCOME_UNKNOWN', 'MERGED', 'ACCEPTED', 'REJECTED', 'FAILED', 'CANCELLED'];
const DAY_MS = 24 * 3_600_000;
const MAX_ROWS = 30;
/** The sparkline: entries per bucket, oldest first. */
const BUCKETS = 30;
const BUCKET_MS = 10_000;

/** Who a paused run waits for: the person who asked for it; admins see all. */
const pausedFor = (viewer: Person) => ({ status: 'PAUSED', ...(hasRole(viewer.role, 'admin') ? {} : { requesterId: viewer.id }) });

export async function readInbox(db: Database, viewer: Person, now: number): Promise<InboxView> {
  const { prisma } = db;
  const [mine, backlogs, paused, running, queued, cameBack, repositories, agents, tasks, workers] = await Promise.all([
    readFirstOfMine(db, viewer, now, MAX_ROWS),
    readBacklogs(db),
    readTaskRows(db, now, { where: pausedFor(viewer), orderBy: { updatedAt: 'asc' }, take: MAX_ROWS }),
    readTaskRows(db, now, { where: { status: { in: RUNNING } }, orderBy: { updatedAt: 'desc' }, take: MAX_ROWS }),
    readTaskRows(db, now, { where: { status: 'QUEUED' }, orderBy: { updatedAt: 'asc' }, take: MAX_ROWS }),
    readTaskRows(db, now, {
      where: { status: { in: CAME_BACK }, updatedAt: { gt: new Date(now - DAY_MS) } },
      orderBy: { updatedAt: 'desc' },
      take: MAX_ROWS,
    }),
    prisma.repository.count({ where: { removedAt: null } }),
    prisma.agentProfile.count({ where: { removedAt: null } }),
    prisma.task.findFirst({ select: { id: true } }),
    prisma.worker.count({ where: { lastSeenAt: { gt: new Date(now - WORKER_ALIVE_MS) } } }),
  ]);
  const shown = new Set(mine.rows.map((row) => row.runId));
  return {
    needsYou: mine.rows,
    needsYouCount: mine.count,
    backlogs,
    paused,
    running: await withProgress(db, running, now),
    queued,
    cameBack: cameBack.filter((row) => !shown.has(row.lastRun.id)),
    setUp: { hasRepository: repositories > 0, hasAgent: agents > 0, hasTask: tasks !== null, hasWorker: workers > 0 },
  };
}

export async function readCounts(
  db: Database,
  viewer: Person,
  now: number,
): Promise<{ readonly needsYou: number; readonly running: number }> {
  const [mine, paused, running] = await Promise.all([
    countMine(db, viewer, now),
    db.prisma.task.count({ where: pausedFor(viewer) }),
    db.prisma.run.count({ where: { status: { in: RUNNING } } }),
  ]);
  return { needsYou: mine + paused, running };
}

async function withProgress(db: Database, rows: readonly TaskRow[], now: number): Promise<InboxView['running']> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.lastRun.id);
  // Bounded from the end of each log: a run with a long log costs no more than one with a short one.
  const [steps, rates] = await Promise.all([
    db.prisma.$queryRaw<{ id: string; body: EventBody }[]>`
      SELECT runs.id, step.body FROM runs CROSS JOIN LATERAL (
        SELECT body FROM events WHERE "runId" = runs.id AND seq > runs."lastSeq" - 2000 AND kind IN ('tool_call', 'progress', 'phase', 'check', 'plan') ORDER BY seq DESC LIMIT 1
      ) AS step WHERE runs.id = ANY(${ids}::text[])`,
    db.prisma.$queryRaw<{ id: string; bucket: number; count: number }[]>`
      SELECT runs.id, recent.bucket, count(*)::int AS count FROM runs CROSS JOIN LATERAL (
        SELECT floor(extract(epoch FROM (${new Date(now)}::timestamptz - at)) * 1000 / ${BUCKET_MS}::int)::int AS bucket FROM events
        WHERE "runId" = runs.id AND seq > runs."lastSeq" - 5000 AND at > ${new Date(now - BUCKETS * BUCKET_MS)}::timestamptz
      ) AS recent WHERE runs.id = ANY(${ids}::text[]) GROUP BY 1, 2`,
  ]);
  const stepOf = new Map(steps.map(({ id, body }) => [id, sayStep(body)]));
  return rows.map((row) => {
    const eventRate = Array.from({ length: BUCKETS }, () => 0);
    for (const { id, bucket, count } of rates)
      if (id === row.lastRun.id) eventRate[BUCKETS - 1 - Math.min(Math.max(bucket, 0), BUCKETS - 1)] = count;
    return { ...row, lastStep: stepOf.get(row.lastRun.id) ?? null, eventRate };
  });
}

function sayStep(body: EventBody): string | null {
  switch (body.kind) {
    case 'tool_call':
      return body.command ?? body.title;
    case 'progress':
    case 'phase':
      return body.text;
    case 'check':
      return `check ${body.name}: ${body.state.replaceAll('_', ' ')}`;
    case 'plan':
      return body.entries.find((entry) => entry.status === 'in_progress')?.content ?? null;
    default:
      return null;
  }
}
