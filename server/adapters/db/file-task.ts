import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import type { Database, Transaction } from './connect.ts';
import { newId } from './new-id.ts';
import { sendJob } from './send-job.ts';
import { storableJson, storableText } from './storable.ts';
import { isUniqueViolation } from './vendor-error.ts';

type Filed = { readonly taskId: string; readonly runId: string };

/** Task, first run and job in one transaction. The unique pair (requester, request) makes a double click one task. */
export async function fileTask(db: Database, input: Parameters<WebStore['fileTask']>[0]): Promise<Result<Filed>> {
  const already = await findFiled(db, input.requesterId, input.requestId);
  if (already) return ok(already);
  try {
    return await db.prisma.$transaction((tx) => createTask(db, tx, input));
  } catch (error) {
    // The same request at the same moment: the other one made it.
    const filed = isUniqueViolation(error) ? await findFiled(db, input.requesterId, input.requestId) : null;
    if (!filed) throw error;
    return ok(filed);
  }
}

async function findFiled(db: Database, requesterId: string, requestId: string): Promise<Filed | null> {
  const task = await db.prisma.task.findUnique({
    where: { requesterId_requestId: { requesterId, requestId } },
    select: { id: true, runs: { where: { number: 1 }, select: { id: true } } },
  });
  const run = task?.runs[0];
  return task && run ? { taskId: task.id, runId: run.id } : null;
}

async function createTask(db: Database, tx: Transaction, input: Parameters<WebStore['fileTask']>[0]): Promise<Result<Filed>> {
  const { contract } = input;
  const repository = await tx.repository.findUnique({ where: { livingName: contract.environment.repository }, select: { id: true } });
  const agent = await tx.agentProfile.findUnique({ where: { livingName: contract.environment.agent }, select: { id: true } });
  if (!repository || !agent) {
    return fail(
      failure('invalid_input', 'The contract names something that is not registered here.', {
        ...(repository ? {} : { 'environment.repository': `There is no repository "${contract.environment.repository}".` }),
        ...(agent ? {} : { 'environment.agent': `There is no agent profile "${contract.environment.agent}".` }),
      }),
    );
  }
  return ok(
    await insertTask(db, tx, {
      ...input,
      repositoryId: repository.id,
      agentProfileId: agent.id,
      agentName: contract.environment.agent,
      revertsRunId: null,
    }),
  );
}

/** Task, first run and its job. */
export async function insertTask(
  db: Database,
  tx: Transaction,
  input: Parameters<WebStore['fileTask']>[0] & {
    readonly repositoryId: string;
    readonly agentProfileId: string;
    readonly agentName: string;
    readonly revertsRunId: string | null;
  },
): Promise<Filed> {
  const { contract } = input;
  const when = new Date(input.now);
  const [taskId, runId] = [newId('task'), newId('run')];
  const { number } = await tx.task.create({
    data: {
      id: taskId,
      requestId: input.requestId,
      requesterId: input.requesterId,
      title: storableText(contract.title),
      contract: storableJson(contract),
      overrides: storableJson(input.overrides),
      artifact: contract.returns.artifact,
      repositoryId: input.repositoryId,
      baseBranch: contract.environment.baseBranch,
      agentName: input.agentName,
      revertsRunId: input.revertsRunId,
      branch: '',
      status: 'QUEUED',
      createdAt: when,
      updatedAt: when,
    },
    select: { number: true },
  });
  // Named after the number, which the database gives out.
  await tx.task.update({ where: { id: taskId }, data: { branch: `countersign/task-${number}` } });
  await tx.run.create({
    data: {
      id: runId,
      taskId,
      number: 1,
      status: 'QUEUED',
      statusAt: when,
      agentProfileId: input.agentProfileId,
      prompt: storableText(input.prompt),
      createdAt: when,
    },
  });
  await sendJob(db, tx, 'run.execute', runId);
  await appendAudit(tx, {
    byId: input.requesterId,
    at: input.now,
    acts: input.overrides.map(({ code, field, reason }) => ({
      action: 'lint_warning_overridden',
      subject: { kind: 'task', id: taskId },
      detail: { code, field, reason },
    })),
  });
  return { taskId, runId };
}
