import type { RunStatus } from '../domain/run/status.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { WebStore } from '../ports/web-store.ts';
import { readSteerable } from './may-steer.ts';

/** Asks for the end of a run. A run that nobody works on ends here; otherwise the worker that holds it ends it. */
export const requestCancel = async (
  ports: { readonly store: Pick<WebStore, 'requestCancel'>; readonly runs: Pick<RunStore, 'read'> },
  input: { readonly runId: string; readonly by: Person; readonly now: number },
): Promise<Result<RunStatus>> => {
  const run = await readSteerable(ports.runs, input.runId, input.by);
  if (!run.ok) return run;
  return ports.store.requestCancel({ runId: input.runId, byId: input.by.id, now: input.now });
};
