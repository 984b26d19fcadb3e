import type { WaitReason } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { Lease } from '../../ports/run-store.ts';
import type { Database } from './connect.ts';
import { leaseLost, lockRun, moveRun } from './move-run.ts';
import { landingWaits } from './read/landing-waits.ts';

/** Looks at the line and moves the run in one transaction: whoever wants to land in the same repository waits here meanwhile. */
export async function takeTurn(db: Database, lease: Lease, at: number): Promise<Result<readonly WaitReason[]>> {
  return await db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, lease.runId);
    if (!run || run.leaseToken !== lease.token) return fail(leaseLost(lease));
    if (run.cancelRequestedAt) return fail(failure('cancelled', `Run ${run.id} was cancelled while it waited to land.`));
    if (run.status !== 'APPROVED') return fail(failure('illegal_move', `Run ${run.id} is ${run.status}: it does not wait to land.`));
    const lane = await tx.task.findUniqueOrThrow({ where: { id: run.taskId }, select: { repositoryId: true, baseBranch: true } });
    await tx.$queryRaw`SELECT id FROM repositories WHERE id = ${lane.repositoryId} FOR NO KEY UPDATE`;
    const waits = (await landingWaits(tx, at, lane)).get(run.id) ?? [];
    if (waits.length === 0) await moveRun(tx, run, 'LANDING', at, true);
    return ok(waits);
  });
}

export async function mayLandNow(db: Database, now: number): Promise<readonly string[]> {
  const [waits, cancelled] = await Promise.all([
    landingWaits(db.prisma, now),
    db.prisma.run.findMany({ where: { status: 'APPROVED', cancelRequestedAt: { not: null } }, select: { id: true } }),
  ]);
  const free = [...waits].flatMap(([runId, reasons]) => (reasons.length === 0 ? [runId] : []));
  return [...new Set([...free, ...cancelled.map(({ id }) => id)])];
}
