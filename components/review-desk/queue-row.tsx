'use client';

import Link from 'next/link';
import type { ReviewRow } from '../../server/ports/read-model.ts';
import { DecisionChip } from '../decision-card/decision-chip.tsx';
import { countOf } from '../ui/format.ts';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { SeverityBadge } from '../ui/severity-badge.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './queue-row.module.css';
import { checksCell, hasComeBack, hrefOf } from './queue-sections.ts';
import { KIND_WORDS } from './room-header.tsx';

const CHIPS = 3;

/** Two lines with fixed columns: enough to choose what to open next without opening it. */
export const QueueRow = ({ row, isChosen, onChoose }: { row: ReviewRow; isChosen: boolean; onChoose: () => void }) => {
  const checks = checksCell(row);
  return (
    <li className={classes.row} data-run={row.runId} data-chosen={isChosen || undefined} data-turn={row.turn} onFocus={onChoose}>
      <div className={classes.first}>
        <span className={classes.chip}>
          {hasComeBack(row.status) ? <DecisionChip disposition={row.disposition} /> : <StatusBadge status={row.status} />}
        </span>
        <Link className={classes.title} href={hrefOf(row)} aria-current={isChosen || undefined}>
          <SafeText text={row.title} />
        </Link>
        <span className={classes.risks}>
          {row.findings.slice(0, CHIPS).map((finding) => (
            <SeverityBadge key={`${finding.id}:${finding.evidence}`} severity={finding.severity} label={finding.id} />
          ))}
          {row.findings.length > CHIPS && <span className={classes.quiet}>+{row.findings.length - CHIPS}</span>}
        </span>
        <span
          className={classes.checks}
          data-tone={checks.tone}
          title={`Our checks: ${row.checks.passed} passed, ${row.checks.failed} failed, ${row.checks.unknown} unknown`}
        >
          {checks.text}
        </span>
        <span className={classes.age} title={row.turnWhy}>
          <RelativeTime at={row.waitingSince} />
        </span>
      </div>
      <div className={classes.second}>
        <span className={classes.chip}>
          {row.status === 'IN_REVIEW'
            ? row.kind !== 'change' && KIND_WORDS[row.kind]
            : hasComeBack(row.status) && <StatusBadge status={row.status} />}
        </span>
        <span className={classes.about}>
          <SafeText text={`${row.repository} · ${row.branch}`} className={classes.mono} />
        </span>
        <span className={classes.who}>
          <PersonName name={row.requester} />
        </span>
        <span className={classes.agent}>
          <SafeText text={row.agent} />
        </span>
        <span className={classes.size}>
          {hasComeBack(row.status) ? `${countOf(row.size.added + row.size.deleted, 'line')} / ${countOf(row.size.files, 'file')}` : ''}
        </span>
        <span className={classes.round}>round {row.runNumber}</span>
      </div>
    </li>
  );
};
