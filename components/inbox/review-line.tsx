'use client';

import Link from 'next/link';
import type { ReviewRow } from '../../server/ports/read-model.ts';
import { countOf } from '../ui/format.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SeverityBadge } from '../ui/severity-badge.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './review-line.module.css';

const SHOWN_FINDINGS = 2;

/** One artifact that waits for me: what it is, how large, how risky, how its checks went, since when. */
export const ReviewLine = ({ row }: { row: ReviewRow }) => {
  const { checks, size } = row;
  const bad = checks.failed + checks.unknown;
  return (
    <li className={classes.item}>
      <Link href={`/reviews/${row.runId}`} className={classes.row} data-row title={row.turnWhy}>
        <span className={classes.number}>{row.taskNumber}</span>
        <span className={classes.what}>
          <span className={classes.title}>{row.title}</span>
          {row.runNumber > 1 && <span className={classes.quiet}>run {row.runNumber}</span>}
        </span>
        <span className={classes.status}>
          <StatusBadge status={row.status} />
        </span>
        <span className={classes.risks}>
          {row.findings.slice(0, SHOWN_FINDINGS).map((finding) => (
            <SeverityBadge key={`${finding.id} ${finding.evidence}`} severity={finding.severity} label={finding.id} />
          ))}
          {row.findings.length > SHOWN_FINDINGS && <span className={classes.quiet}>+{row.findings.length - SHOWN_FINDINGS}</span>}
        </span>
        <span className={classes.checks} data-bad={bad > 0 || undefined}>
          {checks.run === 0
            ? 'no checks'
            : bad > 0
              ? `${bad} of ${countOf(checks.run, 'check')} not passed`
              : `${countOf(checks.run, 'check')} passed`}
        </span>
        <span className={classes.size}>
          {countOf(size.files, 'file')} <span className={classes.added}>+{size.added}</span>{' '}
          <span className={classes.deleted}>−{size.deleted}</span>
        </span>
        <span className={classes.time}>
          <RelativeTime at={row.waitingSince} />
        </span>
      </Link>
    </li>
  );
};
