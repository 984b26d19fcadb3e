import type { RunStatus } from './status.ts';

/**
 * The state machine of a run as a table: status × event → status. An absent cell is an illegal move. The diagram in
 * `docs/generated/run-states.md`, the all-pairs test and the no-dead-end test come from it.
 */
export const RUN_EVENTS = [
  'claimed',
  'agent_started',
  'paused',
  'resumed',
  'agent_ended',
  'collected',
  'computed',
  'verified',
  'held_for_review',
  'granted',
  'approved',
  'accepted',
  'changes_requested',
  'rejected',
  'landing_started',
  'merge_started',
  'merge_seen',
  'merged',
  'landing_restarted',
  'landing_put_off',
  'held_again',
  'sent_back',
  'merge_refused',
  'merge_retried',
  'merge_lost',
  'merge_found',
  'merge_not_found',
  'failed',
  'cancelled',
] as const;
export type RunTransition = (typeof RUN_EVENTS)[number];

const CAN_STOP = { failed: 'FAILED', cancelled: 'CANCELLED' } as const;

export const RUN_MACHINE: Readonly<Record<RunStatus, Readonly<Partial<Record<RunTransition, RunStatus>>>>> = {
  QUEUED: { claimed: 'PREPARING', ...CAN_STOP },
  PREPARING: { agent_started: 'RUNNING', computed: 'VERIFYING', ...CAN_STOP },
  RUNNING: { paused: 'PAUSED', agent_ended: 'COLLECTING', ...CAN_STOP },
  PAUSED: { resumed: 'RUNNING', agent_ended: 'COLLECTING', ...CAN_STOP },
  COLLECTING: { collected: 'VERIFYING', ...CAN_STOP },
  VERIFYING: { verified: 'JUDGING', ...CAN_STOP },
  JUDGING: { held_for_review: 'IN_REVIEW', granted: 'APPROVED', ...CAN_STOP },
  IN_REVIEW: {
    approved: 'APPROVED',
    accepted: 'ACCEPTED',
    changes_requested: 'CHANGES_REQUESTED',
    rejected: 'REJECTED',
    cancelled: 'CANCELLED',
  },
  APPROVED: { landing_started: 'LANDING', held_again: 'IN_REVIEW', cancelled: 'CANCELLED' },
  LANDING: {
    merge_started: 'MERGING',
    merge_seen: 'MERGED',
    sent_back: 'CHANGES_REQUESTED',
    merge_refused: 'MERGE_REFUSED',
    landing_put_off: 'APPROVED',
    cancelled: 'CANCELLED',
  },
  MERGING: { merged: 'MERGED', landing_restarted: 'LANDING', merge_refused: 'MERGE_REFUSED', merge_lost: 'MERGE_OUTCOME_UNKNOWN' },
  MERGE_REFUSED: { merge_retried: 'APPROVED', changes_requested: 'CHANGES_REQUESTED', rejected: 'REJECTED' },
  MERGE_OUTCOME_UNKNOWN: { merge_found: 'MERGED', merge_not_found: 'MERGE_REFUSED' },
  CHANGES_REQUESTED: {},
  MERGED: {},
  ACCEPTED: {},
  REJECTED: {},
  FAILED: {},
  CANCELLED: {},
};

/** The status after `event`, or null when the move is illegal. */
export const nextStatus = (status: RunStatus, event: RunTransition): RunStatus | null => RUN_MACHINE[status][event] ?? null;

/** Nothing will ever move this run again. A follow-up is a new run of the same task. */
export const isFinal = (status: RunStatus): boolean => Object.keys(RUN_MACHINE[status]).length === 0;

/** Statuses in which a worker holds (or must be found to hold) a lease. */
export const WORKED_STATUSES = [
  'PREPARING',
  'RUNNING',
  'PAUSED',
  'COLLECTING',
  'VERIFYING',
  'JUDGING',
  'LANDING',
  'MERGING',
] as const satisfies readonly RunStatus[];
/** Statuses in which an agent's sandbox exists. */
export const LIVE_STATUSES = ['PREPARING', 'RUNNING', 'PAUSED'] as const satisfies readonly RunStatus[];
