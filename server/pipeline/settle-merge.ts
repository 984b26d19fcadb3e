import type { RunStatus } from '../domain/run/status.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { WebStore } from '../ports/web-store.ts';

type Ports = { readonly store: Pick<WebStore, 'settleMerge'> };

/** Tries a refused merge again: the approval stands, the worker asks the origin anew. */
export const retryMerge = (
  { store }: Ports,
  input: { readonly runId: string; readonly by: Person; readonly now: number },
): Promise<Result<RunStatus>> =>
  store.settleMerge({ runId: input.runId, byId: input.by.id, now: input.now, transition: 'merge_retried', sha: null, job: 'run.merge' });

/** What a person found on the origin after the answer to a push was lost. */
export const settleUnknownMerge = async (
  { store }: Ports,
  input: { readonly runId: string; readonly found: boolean; readonly sha: string | null; readonly by: Person; readonly now: number },
): Promise<Result<RunStatus>> => {
  if (input.found && input.sha === null)
    return fail(failure('invalid_input', 'Say which commit you found.', { sha: 'Write the whole commit id.' }));
  return store.settleMerge({
    runId: input.runId,
    byId: input.by.id,
    now: input.now,
    transition: input.found ? 'merge_found' : 'merge_not_found',
    sha: input.found ? input.sha : null,
    job: null,
  });
};
