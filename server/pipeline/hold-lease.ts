import type { RunStatus } from '../domain/run/status.ts';
import type { Lease } from '../ports/run-store.ts';
import { LEASE_MS, RENEW_MS, type WorkerPorts } from './worker-ports.ts';

const RETRY_MS = 1_000;

/** A lease that is being kept alive, and the signals that end the work under it. */
export type HeldLease = {
  readonly lease: Lease;
  /** Aborted when the lease was lost: stop, and write nothing more. */
  readonly lost: AbortSignal;
  /** Aborted when a person asked to cancel the run. */
  readonly cancelled: AbortSignal;
  /** Calls back on every wake-up for steering; one listener. */
  onWake(listener: () => void): void;
  /** Stops renewing; the lease itself stays with the run until it ends, is committed away, or is given back. */
  drop(): void;
};

/** Claims a run in one of `statuses` and keeps the lease; null when another worker has it or the run has moved on. */
export const holdLease = async (ports: WorkerPorts, runId: string, statuses: readonly RunStatus[]): Promise<HeldLease | null> => {
  const lease = await ports.runs.claim({ runId, statuses, worker: ports.workerId, now: ports.clock.now(), leaseMs: LEASE_MS });
  if (!lease) return null;
  const lost = new AbortController();
  const cancelled = new AbortController();
  let listener = () => {};
  let callOff = () => {};
  let dropped = false;

  const renew = async () => {
    let next = RENEW_MS;
    try {
      if (!(await ports.runs.renew(lease, ports.clock.now(), LEASE_MS))) lost.abort();
    } catch (error) {
      // The database may be away for a moment. The lease outlives three missed renewals; the first answer renews it.
      next = RETRY_MS;
      ports.log.warn({ runId, error: String(error) }, 'lease not renewed');
    }
    if (!dropped && !lost.signal.aborted) callOff = ports.clock.after(next, renew);
  };
  callOff = ports.clock.after(RENEW_MS, renew);

  const wake = async () => {
    if (dropped) return;
    const run = await ports.runs.read(runId).catch(() => null);
    if (run?.ok && run.value.cancelRequestedAt !== null) cancelled.abort();
    listener();
  };
  const unsubscribe = ports.runs.onCommand(runId, wake);
  await wake();

  return {
    lease,
    lost: lost.signal,
    cancelled: cancelled.signal,
    onWake: (next) => {
      listener = next;
    },
    drop: () => {
      dropped = true;
      callOff();
      unsubscribe();
    },
  };
};
