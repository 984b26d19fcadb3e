'use client';

import type { RunView } from '../../server/ports/read-model.ts';
import { formatDuration } from '../ui/format.ts';
import { useNow } from '../ui/now.ts';
import classes from './run-header.module.css';

const COUNTING = new Set<RunView['status']>(['PREPARING', 'RUNNING']);

/** Time at work without pauses, of what the stop rule allows. */
export const TimeUsed = ({ run }: { run: RunView }) => {
  const counting = COUNTING.has(run.status);
  const now = useNow(counting);
  if (run.startedAt === null) return <span>not started</span>;
  const until = run.endedAt ?? (counting ? Math.max(now, run.startedAt) : (run.lastEventAt ?? run.startedAt));
  const usedMs = Math.max(0, until - run.startedAt - run.pausedMs);
  const limitMs = run.contract.stop.minutes * 60_000;
  const share = Math.min(1, usedMs / limitMs);
  return (
    <span
      className={classes.used}
      title={`The stop rule allows ${run.contract.stop.minutes} minutes and ${run.contract.stop.noProgressMinutes} minutes without progress`}
    >
      <b className={classes.figure}>{formatDuration(usedMs)}</b> of {formatDuration(limitMs)}
      <span className={classes.bar} data-near={share > 0.8 || undefined} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
};
