'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { TaskRow as Row } from '../../server/ports/read-model.ts';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './task-row.module.css';

/** One task in a list. `href` is its page unless the list wants its run; `note` is a quiet second line; `extra` takes the place of the time; a live row gives its room to the note. */
export const TaskRow = ({
  task,
  href = `/tasks/${task.id}`,
  note,
  extra,
  isLive = false,
}: {
  task: Row;
  href?: string;
  note?: ReactNode;
  extra?: ReactNode;
  isLive?: boolean;
}) => (
  <li className={classes.item}>
    <Link href={href} className={classes.row} data-row data-task={task.number} data-live={isLive || undefined}>
      <span className={classes.number}>{task.number}</span>
      <span className={classes.what}>
        <span className={classes.title}>{task.title}</span>
        {task.runs > 1 && <span className={classes.round}>run {task.lastRun.number}</span>}
        {note && <span className={classes.note}>{note}</span>}
      </span>
      <span className={classes.status}>
        <StatusBadge status={task.lastRun.status} waiting={task.lastRun.waiting} />
      </span>
      <span className={classes.place} title={`${task.repository}, ${task.baseBranch}`}>
        {task.repository}
      </span>
      <span className={classes.agent} title={`Agent ${task.agent}`}>
        {task.agent}
      </span>
      <span className={classes.who}>
        <PersonName name={task.requester.name} short />
      </span>
      <span className={classes.time}>{extra ?? <RelativeTime at={task.updatedAt} />}</span>
    </Link>
  </li>
);

export const TaskRows = ({ label, children }: { label: string; children: ReactNode }) => (
  <ul className={classes.rows} aria-label={label}>
    {children}
  </ul>
);
