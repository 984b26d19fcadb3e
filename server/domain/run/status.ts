/** How far the data of a run is. Who is working on it is the lease, which is separate. */
export const RUN_STATUSES = [
  'QUEUED',
  'PREPARING',
  'RUNNING',
  'PAUSED',
  'COLLECTING',
  'VERIFYING',
  'JUDGING',
  'IN_REVIEW',
  'CHANGES_REQUESTED',
  'APPROVED',
  'LANDING',
  'MERGING',
  'MERGE_REFUSED',
  'MERGE_OUTCOME_UNKNOWN',
  'MERGED',
  'ACCEPTED',
  'REJECTED',
  'FAILED',
  'CANCELLED',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Why a queued run has not started, or an approved one has not landed, as data; the page says it in words. */
export type WaitReason =
  | { readonly reason: 'capacity'; readonly running: number; readonly limit: number; readonly ahead: number }
  | { readonly reason: 'earlier_run'; readonly runId: string }
  | { readonly reason: 'repository_not_ready'; readonly repository: string }
  | ({ readonly reason: 'review_backlog' } & ReviewBacklog)
  | { readonly reason: 'no_worker' }
  /** `position` counts from 1 with the one that is landing; `behindTask` is the number of the task directly before it. */
  | { readonly reason: 'landing_line'; readonly branch: string; readonly position: number; readonly behindTask: number }
  | { readonly reason: 'frozen'; readonly until: number; readonly why: string };

/** A limit on unreviewed artifacts that is reached: first runs wait until somebody reviews. */
export type ReviewBacklog = {
  /** Null: the limit of the whole installation. */
  readonly repository: string | null;
  readonly waiting: number;
  readonly limit: number;
  /** Names of those who may decide on one of them. */
  readonly who: readonly string[];
};

/** An artifact has come back and nobody has decided on it. Counted as soon as the agent is done, so that few arrive beyond a limit. */
export const UNREVIEWED_STATUSES: readonly RunStatus[] = ['VERIFYING', 'JUDGING', 'IN_REVIEW'];

export const DEFAULT_REVIEW_LIMITS = { repository: 25, installation: 100 } as const;
