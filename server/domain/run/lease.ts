import { nextStatus, WORKED_STATUSES } from './machine.ts';
import type { RunStatus } from './status.ts';

export type LeaseFacts = {
  readonly status: RunStatus;
  /** Epoch milliseconds; null when nobody ever claimed it. */
  readonly leaseExpiresAt: number | null;
  /** Does the run's container still live on an engine that we can ask? */
  readonly sandboxAlive: boolean;
  /** Did a person ask to cancel while nobody was listening? */
  readonly cancelRequested: boolean;
  readonly now: number;
};

/**
 * What to do about a run whose worker may be gone.
 * - `alive`: nothing; the lease holds, or no worker is needed.
 * - `reclaim`: another worker takes it over. Stages that can be repeated are; a living agent is attached to again.
 * - `fail_worker_lost`: the agent died with its worker. A prompt is never replayed silently.
 * - `cancel`: the person's wish is carried out now.
 */
export type LeaseVerdict = 'alive' | 'reclaim' | 'fail_worker_lost' | 'cancel';

const AGENT_AT_WORK: readonly RunStatus[] = ['RUNNING', 'PAUSED'];

export const classifyLease = ({ status, leaseExpiresAt, sandboxAlive, cancelRequested, now }: LeaseFacts): LeaseVerdict => {
  if (!(WORKED_STATUSES as readonly RunStatus[]).includes(status)) return 'alive';
  if (leaseExpiresAt !== null && leaseExpiresAt > now) return 'alive';
  if (cancelRequested && nextStatus(status, 'cancelled') !== null) return 'cancel';
  return AGENT_AT_WORK.includes(status) && !sandboxAlive ? 'fail_worker_lost' : 'reclaim';
};
