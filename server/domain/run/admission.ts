import { instantWords } from '../merge/freeze.ts';
import { visibleLine } from '../shared/visible.ts';
import type { ReviewBacklog, WaitReason } from './status.ts';

export type QueuedRun = {
  readonly runId: string;
  readonly taskId: string;
  readonly queuedAt: number;
  /** False for a follow-up, which answers a reviewer, and for a revert, which takes back what is in already: neither can wait for reviews. */
  readonly waitsForReviews: boolean;
  readonly repository: { readonly name: string; readonly ready: boolean };
};
/** A run that has been claimed and is not yet at a resting place; it takes a slot. */
export type BusyRun = { readonly runId: string; readonly taskId: string };
export type AdmissionLimits = {
  /** Runs at once over all workers that are alive; 0 when there is no worker. */
  readonly maxRunning: number;
  readonly workersAlive: number;
  /** The limits on unreviewed artifacts that are reached. */
  readonly backlogs: readonly ReviewBacklog[];
};

export type Admission = {
  /** In the order in which they should be claimed. */
  readonly start: readonly string[];
  readonly waiting: readonly { readonly runId: string; readonly reasons: readonly WaitReason[] }[];
};

/**
 * Who may start now, and why each of the others waits. First come, first served; a run that waits for something of its own
 * does not hold up those behind it. One task never has two runs at work: they would race on one branch.
 */
export const admit = (queued: readonly QueuedRun[], busy: readonly BusyRun[], limits: AdmissionLimits): Admission => {
  const line = [...queued].sort((a, b) => a.queuedAt - b.queuedAt || (a.runId < b.runId ? -1 : 1));
  const atWork = new Map(busy.map((run) => [run.taskId, run.runId]));
  const start: string[] = [];
  const waiting: { runId: string; reasons: readonly WaitReason[] }[] = [];
  let ahead = 0;
  for (const run of line) {
    const reasons: WaitReason[] = [];
    if (limits.workersAlive === 0) reasons.push({ reason: 'no_worker' });
    if (!run.repository.ready) reasons.push({ reason: 'repository_not_ready', repository: run.repository.name });
    for (const backlog of run.waitsForReviews ? limits.backlogs : [])
      if (backlog.repository === null || backlog.repository === run.repository.name) reasons.push({ reason: 'review_backlog', ...backlog });
    const earlier = atWork.get(run.taskId);
    if (earlier !== undefined) reasons.push({ reason: 'earlier_run', runId: earlier });
    else atWork.set(run.taskId, run.runId);
    const running = busy.length + start.length;
    if (limits.workersAlive > 0 && running >= limits.maxRunning)
      reasons.push({ reason: 'capacity', running, limit: limits.maxRunning, ahead });
    if (reasons.length === 0) start.push(run.runId);
    else {
      waiting.push({ runId: run.runId, reasons });
      ahead += 1;
    }
  }
  return { start, waiting };
};

/** Why a run waits, for a person. */
export const sayWaitReason = (wait: WaitReason): string => {
  switch (wait.reason) {
    case 'capacity':
      return `All ${wait.limit} places are taken (${wait.running} running)${wait.ahead > 0 ? `; ${wait.ahead} ${wait.ahead === 1 ? 'run is' : 'runs are'} ahead in the queue` : ''}.`;
    case 'earlier_run':
      return 'An earlier run of the same task is still at work.';
    case 'repository_not_ready':
      return `The repository ${wait.repository} is not ready: its last connection test failed.`;
    case 'review_backlog':
      return `${sayBacklog(wait)}.`;
    case 'no_worker':
      return 'No worker is running. An operator has to start one.';
    case 'landing_line':
      return `It is number ${wait.position} in line to land on ${wait.branch}, behind task ${wait.behindTask}.`;
    case 'frozen':
      return `Nothing lands until ${instantWords(wait.until)}: ${visibleLine(wait.why)}.`;
  }
};

const NAMED = 3;

/** The limit that is reached and who could help, as a clause without a full stop. */
export const sayBacklog = ({ repository, waiting, limit, who }: ReviewBacklog): string => {
  const named = who.length > NAMED ? [...who.slice(0, NAMED - 1), `${who.length - NAMED + 1} others`] : who;
  const last = named.at(-1);
  const clear =
    last === undefined
      ? 'nobody here may clear it: an admin adds a reviewer'
      : `${named.length === 1 ? last : `${named.slice(0, -1).join(', ')} or ${last}`} could clear it`;
  return `Review backlog: ${waiting} of ${limit}${repository === null ? '' : ` in ${repository}`}; ${clear}`;
};
