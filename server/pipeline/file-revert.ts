import { revertContract } from '../domain/contract/revert-contract.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import { hasRole, type Person } from '../domain/shared/role.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { WebStore } from '../ports/web-store.ts';

type Ports = { readonly store: Pick<WebStore, 'fileRevert'>; readonly read: Pick<ReadModel, 'run'> };

/** Files the task that takes back what a run landed. It goes through checks, findings, policy and review as any change. */
export const fileRevert = async (
  { store, read }: Ports,
  { runId, by, now }: { readonly runId: string; readonly by: Person; readonly now: number },
): Promise<Result<{ readonly taskId: string; readonly runId: string }>> => {
  if (!hasRole(by.role, 'reviewer')) return fail(failure('not_allowed', 'Only reviewers take back what has landed.'));
  const run = await read.run(runId, now);
  if (!run) return fail(failure('not_found', `There is no run ${runId}.`));
  if (!run.merge) return fail(failure('illegal_move', 'This run has not landed: there is nothing to take back.'));
  const contract = revertContract(run.contract, { taskNumber: run.task.number, sha: run.merge.sha });
  return store.fileRevert({ runId, requesterId: by.id, contract, now });
};
