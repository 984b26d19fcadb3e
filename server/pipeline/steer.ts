import type { RunStatus } from '../domain/run/status.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { WebStore } from '../ports/web-store.ts';
import { readSteerable } from './may-steer.ts';

type Steering = 'message' | 'pause' | 'resume';

/** A message may come while the agent is being started: it is delivered as its first follow-up. */
const ALLOWED_IN: Readonly<Record<Steering, readonly RunStatus[]>> = {
  message: ['PREPARING', 'RUNNING', 'PAUSED'],
  pause: ['RUNNING'],
  resume: ['PAUSED'],
};

/** Leaves a command for the worker that holds the run; the store checks the status in the same transaction. */
export const steer = async (
  ports: { readonly store: Pick<WebStore, 'addCommand'>; readonly runs: Pick<RunStore, 'read'> },
  input: { readonly runId: string; readonly action: Steering; readonly text: string; readonly by: Person; readonly now: number },
): Promise<Result<void>> => {
  const run = await readSteerable(ports.runs, input.runId, input.by);
  if (!run.ok) return run;
  return ports.store.addCommand({
    runId: input.runId,
    action: input.action,
    byId: input.by.id,
    text: input.text,
    now: input.now,
    allowedIn: ALLOWED_IN[input.action],
  });
};
