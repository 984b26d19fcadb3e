import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import { hasRole, type Person } from '../domain/shared/role.ts';
import type { RunRecord, RunStore } from '../ports/run-store.ts';

/** The run, when this person may steer it: whoever filed the task, and reviewers. */
export const readSteerable = async (runs: Pick<RunStore, 'read'>, runId: string, by: Person): Promise<Result<RunRecord>> => {
  const run = await runs.read(runId);
  if (!run.ok) return run;
  if (run.value.requester.id === by.id || hasRole(by.role, 'reviewer')) return run;
  return fail(failure('not_allowed', `Only ${run.value.requester.name}, who filed the task, or a reviewer may steer this run.`));
};
