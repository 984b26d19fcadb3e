import type { Database, Transaction } from './connect.ts';
import type { Prisma } from './generated/client.ts';
import type { LockedRun } from './move-run.ts';
import { newId } from './new-id.ts';
import { sendJob } from './send-job.ts';
import { storableText } from './storable.ts';

/** Why there is a next run, where it is not that a reviewer asked the agent for changes. */
export type FollowUpCause =
  | { readonly cause?: 'conflict' }
  | { readonly cause: 'suggestions'; readonly suggestedById: string; readonly suggestions: Prisma.InputJsonValue };

/** The next run of the same task: it starts where this one ended and is measured against the same base. */
export async function createFollowUp(
  db: Database,
  tx: Transaction,
  run: Pick<LockedRun, 'id' | 'taskId' | 'number'>,
  prompt: string,
  now: number,
  cause: FollowUpCause = {},
): Promise<string> {
  const previous = await tx.run.findUniqueOrThrow({
    where: { id: run.id },
    select: { agentProfileId: true, baseSha: true, artifact: { select: { change: true } } },
  });
  const change = previous.artifact?.change as { headSha?: string; baseSha?: string } | undefined;
  const when = new Date(now);
  const id = newId('run');
  await tx.run.create({
    data: {
      id,
      taskId: run.taskId,
      number: run.number + 1,
      status: 'QUEUED',
      statusAt: when,
      agentProfileId: previous.agentProfileId,
      prompt: storableText(prompt),
      startSha: change?.headSha ?? null,
      baseSha: change?.baseSha ?? previous.baseSha,
      previousRunId: run.id,
      ...cause,
      createdAt: when,
    },
  });
  await tx.task.update({ where: { id: run.taskId }, data: { status: 'QUEUED', updatedAt: when } });
  await sendJob(db, tx, 'run.execute', id);
  return id;
}
