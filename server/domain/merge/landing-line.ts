import type { WaitReason } from '../run/status.ts';
import { type Freeze, freezeOf } from './freeze.ts';

/** An approved run, or one that is landing. `since`: when it was approved; epoch milliseconds. */
export type LandingRun = {
  readonly runId: string;
  readonly taskNumber: number;
  readonly repositoryId: string;
  readonly branch: string;
  readonly since: number;
  readonly isLanding: boolean;
};

/**
 * Who waits to land, and why: one run lands at a time on a branch of a repository, first approved, first landed, and none while
 * the repository is frozen. A run without reasons may land now.
 */
export const landingLine = (
  runs: readonly LandingRun[],
  freezes: readonly Freeze[],
  now: number,
): ReadonlyMap<string, readonly WaitReason[]> => {
  const line = [...runs].sort(
    (a, b) => Number(b.isLanding) - Number(a.isLanding) || a.since - b.since || (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : 0),
  );
  const ahead = new Map<string, { readonly count: number; readonly last: number }>();
  const waits = new Map<string, readonly WaitReason[]>();
  for (const run of line) {
    const lane = JSON.stringify([run.repositoryId, run.branch]);
    const before = ahead.get(lane);
    ahead.set(lane, { count: (before?.count ?? 0) + 1, last: run.taskNumber });
    if (run.isLanding) continue;
    const reasons: WaitReason[] = [];
    const freeze = freezeOf(freezes, run.repositoryId, now);
    if (freeze) reasons.push({ reason: 'frozen', until: freeze.until, why: freeze.reason });
    if (before) reasons.push({ reason: 'landing_line', branch: run.branch, position: before.count + 1, behindTask: before.last });
    waits.set(run.runId, reasons);
  }
  return waits;
};
