import { type LandingRun, landingLine } from '../../../domain/merge/landing-line.ts';
import type { WaitReason } from '../../../domain/run/status.ts';
import type { Transaction } from '../connect.ts';
import { activeFreezes } from '../freezes.ts';

/** The lane of one branch, or all of them. */
export type Lane = { readonly repositoryId: string; readonly baseBranch: string };

/** Why each approved run has not landed, by run; one without reasons may land now. */
export async function landingWaits(
  tx: Pick<Transaction, 'run' | 'freeze'>,
  now: number,
  lane: Lane | null = null,
): Promise<ReadonlyMap<string, readonly WaitReason[]>> {
  const rows = await tx.run.findMany({
    where: { status: { in: ['APPROVED', 'LANDING', 'MERGING'] }, ...(lane ? { task: lane } : {}) },
    select: { id: true, status: true, statusAt: true, task: { select: { number: true, repositoryId: true, baseBranch: true } } },
  });
  const freezes = rows.length === 0 ? [] : await activeFreezes(tx, now);
  return landingLine(
    rows.map(
      (row): LandingRun => ({
        runId: row.id,
        taskNumber: row.task.number,
        repositoryId: row.task.repositoryId,
        branch: row.task.baseBranch,
        since: row.statusAt.getTime(),
        isLanding: row.status !== 'APPROVED',
      }),
    ),
    freezes,
    now,
  );
}
