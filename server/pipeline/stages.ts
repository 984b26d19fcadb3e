import type { RunStatus } from '../domain/run/status.ts';
import type { JobName } from '../ports/run-store.ts';

/**
 * THE TABLE OF CONTENTS: which stage carries a run on from each status. The worker registers the handlers under these job
 * names, a commit enqueues the next one, and the reaper looks here to bring back a run whose worker died. Statuses that are
 * absent wait for a person or are final.
 */
export const STAGE_OF: Readonly<Partial<Record<RunStatus, JobName>>> = {
  QUEUED: 'run.execute',
  PREPARING: 'run.execute',
  RUNNING: 'run.execute',
  PAUSED: 'run.execute',
  COLLECTING: 'run.execute',
  VERIFYING: 'run.verify',
  JUDGING: 'run.judge',
  APPROVED: 'run.merge',
  LANDING: 'run.merge',
  MERGING: 'run.merge',
};
