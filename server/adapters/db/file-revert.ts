import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import type { Database } from './connect.ts';
import { createFollowUp } from './create-follow-up.ts';
import { insertTask } from './file-task.ts';
import { lockRun } from './move-run.ts';
import { statusOf } from './rows.ts';

type Input = Parameters<WebStore['fileRevert']>[0];

/** Who makes a revert, where the name of an agent would stand. */
const MAKER = 'countersign';

/** Under the row lock of the run that landed, so that two people who press at once get one task. */
export async function fileRevert(db: Database, input: Input): Promise<Result<{ readonly taskId: string; readonly runId: string }>> {
  return await db.prisma.$transaction(async (tx) => {
    const landed = await lockRun(tx, input.runId);
    if (!landed) return fail(failure('not_found', `There is no run ${input.runId}.`));
    if (landed.status !== 'MERGED') return fail(failure('illegal_move', `Run ${landed.id} has not landed: there is nothing to take back.`));
    const filed = await tx.task.findUnique({
      where: { revertsRunId: landed.id },
      select: { id: true, runs: { orderBy: { number: 'desc' }, take: 1, select: { id: true, taskId: true, number: true, status: true } } },
    });
    const last = filed?.runs[0];
    if (filed && last) {
      const cameToNothing = ['FAILED', 'REJECTED', 'CANCELLED'].includes(statusOf(last));
      return ok({ taskId: filed.id, runId: cameToNothing ? await createFollowUp(db, tx, last, '', input.now) : last.id });
    }
    const { task, agentProfileId } = await tx.run.findUniqueOrThrow({
      where: { id: landed.id },
      select: { agentProfileId: true, task: { select: { repositoryId: true, repository: { select: { name: true, removedAt: true } } } } },
    });
    if (task.repository.removedAt) return fail(failure('not_found', `The repository ${task.repository.name} has been removed.`));
    const made = await insertTask(db, tx, {
      requestId: `revert-${landed.id}`,
      requesterId: input.requesterId,
      contract: input.contract,
      overrides: [],
      prompt: '',
      now: input.now,
      repositoryId: task.repositoryId,
      // Its checks run in the same environment.
      agentProfileId,
      agentName: MAKER,
      revertsRunId: landed.id,
    });
    const acts = [{ action: 'revert_filed', subject: { kind: 'run', id: landed.id }, detail: made }] as const;
    await appendAudit(tx, { byId: input.requesterId, at: input.now, acts });
    return ok(made);
  });
}
