import { isFinal, WORKED_STATUSES } from '../../domain/run/machine.ts';
import type { RunStatus } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import type { Lease } from '../../ports/run-store.ts';
import type { Transaction } from './connect.ts';
import { moveReviewItem } from './review-items.ts';
import { wake } from './wakeups.ts';

/** The columns of a run that decide whether and how it may move, read under a row lock. */
export type LockedRun = {
  readonly id: string;
  readonly taskId: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly leaseToken: string | null;
  readonly leaseExpiresAt: Date | null;
  readonly artifactDigest: string | null;
  readonly pausedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
};

/** Everybody who moves or steers this run waits here for each other. */
export async function lockRun(tx: Transaction, runId: string): Promise<LockedRun | null> {
  const [run] = await tx.$queryRaw<LockedRun[]>`
    SELECT id, "taskId", number, status, "leaseToken", "leaseExpiresAt", "artifactDigest", "pausedAt", "cancelRequestedAt"
    FROM runs WHERE id = ${runId} FOR UPDATE`;
  return run ?? null;
}

/**
 * Writes the new status on the run and, for lists, on its task; wakes the readers. The caller has looked up `to` in the state
 * machine and holds the row lock. `keepsLease`: the worker goes on with the run itself.
 */
export async function moveRun(tx: Transaction, run: LockedRun, to: RunStatus, at: number, keepsLease: boolean): Promise<void> {
  const when = new Date(at);
  const pausedMs = run.status === 'PAUSED' && run.pausedAt ? Math.max(0, at - run.pausedAt.getTime()) : 0;
  await tx.run.update({
    where: { id: run.id },
    data: {
      status: to,
      statusAt: when,
      pausedAt: to === 'PAUSED' ? when : null,
      ...(pausedMs > 0 ? { pausedMs: { increment: pausedMs } } : {}),
      ...(isFinal(to) ? { endedAt: when } : {}),
      ...(keepsLease && isWorked(to) ? {} : { leaseToken: null, leaseWorker: null, leaseExpiresAt: null }),
    },
  });
  await tx.task.updateMany({
    where: { id: run.taskId, runs: { none: { number: { gt: run.number } } } },
    data: { status: to, updatedAt: when },
  });
  await moveReviewItem(tx, run.id, run.status, to, when);
  await wake(tx, 'log', run.id);
}

export const leaseLost = (lease: Lease) =>
  failure('lease_lost', `Another worker has run ${lease.runId}: ${lease.worker} must stop writing.`);

export const isWorked = (status: RunStatus): boolean => (WORKED_STATUSES as readonly RunStatus[]).includes(status);

export const hasLiveLease = (run: LockedRun, now: number): boolean =>
  run.leaseToken !== null && run.leaseExpiresAt !== null && run.leaseExpiresAt.getTime() > now;
