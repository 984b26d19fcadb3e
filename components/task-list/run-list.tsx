'use client';

import Link from 'next/link';
import { useRef } from 'react';
import type { RunSummary } from '../../server/ports/read-model.ts';
import { Elapsed } from '../ui/duration.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useRowKeys } from '../ui/use-row-keys.ts';
import classes from './run-list.module.css';

/** All runs of a task, newest first. */
export const RunList = ({ runs }: { runs: readonly RunSummary[] }) => {
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  return (
    <ul className={classes.rows} ref={list} aria-label="Runs">
      {[...runs]
        .sort((a, b) => b.number - a.number)
        .map((run) => (
          <li key={run.id} className={classes.item}>
            <Link href={`/runs/${run.id}`} className={classes.row} data-row>
              <span className={classes.name}>Run {run.number}</span>
              <span className={classes.status}>
                <StatusBadge status={run.status} waiting={run.waiting} />
              </span>
              <span className={classes.failure}>{run.failure?.message}</span>
              <span className={classes.time}>{run.startedAt !== null && <Elapsed since={run.startedAt} until={run.endedAt} />}</span>
              <span className={classes.time}>
                <RelativeTime at={run.createdAt} />
              </span>
            </Link>
          </li>
        ))}
    </ul>
  );
};
