import { admit } from '../../../domain/run/admission.ts';
import { WORKED_STATUSES } from '../../../domain/run/machine.ts';
import type { RunStatus, WaitReason } from '../../../domain/run/status.ts';
import type { Database } from '../connect.ts';
import { landingWaits } from './landing-waits.ts';
import { readBacklogs } from './review-backlogs.ts';

/** A worker says that it lives every 5 s; three missed signs and it counts as gone. */
export const WORKER_ALIVE_MS = 20_000;

/** Queued runs further back than this wait for those before them; the page need not say more. */
const MAX_QUEUED = 1_000;

/** Why runs that are queued have not started and approved ones have not landed, by run; looked up only where `statuses` has such. */
export async function waitReasons(
  db: Database,
  now: number,
  statuses: readonly RunStatus[],
): Promise<ReadonlyMap<string, readonly WaitReason[]>> {
  const [toStart, toLand] = await Promise.all([
    statuses.includes('QUEUED') ? startWaits(db, now) : null,
    statuses.includes('APPROVED') ? landingWaits(db.prisma, now) : null,
  ]);
  return new Map([...(toStart ?? []), ...(toLand ?? [])]);
}

async function startWaits(db: Database, now: number): Promise<ReadonlyMap<string, readonly WaitReason[]>> {
  const queued = await db.prisma.run.findMany({
    where: { status: 'QUEUED' },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: MAX_QUEUED,
    select: {
      id: true,
      taskId: true,
      number: true,
      createdAt: true,
      task: { select: { revertsRunId: true, repository: { select: { name: true, state: true } } } },
    },
  });
  if (queued.length === 0) return new Map();
  const busy = await db.prisma.run.findMany({ where: { status: { in: [...WORKED_STATUSES] } }, select: { id: true, taskId: true } });
  const alive = await db.prisma.worker.aggregate({
    where: { lastSeenAt: { gt: new Date(now - WORKER_ALIVE_MS) } },
    _sum: { capacity: true },
    _count: true,
  });
  const backlogs = await readBacklogs(db);
  const { waiting } = admit(
    queued.map((run) => ({
      runId: run.id,
      taskId: run.taskId,
      queuedAt: run.createdAt.getTime(),
      waitsForReviews: run.number === 1 && run.task.revertsRunId === null,
      repository: { name: run.task.repository.name, ready: run.task.repository.state === 'READY' },
    })),
    busy.map((run) => ({ runId: run.id, taskId: run.taskId })),
    { maxRunning: alive._sum.capacity ?? 0, workersAlive: alive._count, backlogs },
  );
  return new Map(waiting.map(({ runId, reasons }) => [runId, reasons]));
}
