'use client';

import { IconEye, IconUserCheck } from '@tabler/icons-react';
import Link from 'next/link';
import type { RunStatus } from '../../server/domain/run/status.ts';
import type { ReviewRow } from '../../server/ports/read-model.ts';
import type { ReviewOwner } from '../../server/ports/review-desk.ts';
import { useMe } from '../api/session.tsx';
import { DecisionChip } from '../decision-card/decision-chip.tsx';
import { countOf } from '../ui/format.ts';
import { useNow } from '../ui/now.ts';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { SeverityBadge } from '../ui/severity-badge.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './queue-row.module.css';
import { checksCell, dueCell, hasComeBack, hrefOf } from './queue-sections.ts';
import { KIND_WORDS } from './room-header.tsx';

const CHIPS = 3;
/** While it waits for somebody, how late it is says more than since when. */
const WAITS: readonly RunStatus[] = ['IN_REVIEW', 'MERGE_REFUSED', 'MERGE_OUTCOME_UNKNOWN', 'MERGED'];

const Owner = ({ owner }: { owner: ReviewOwner }) => {
  const me = useMe();
  const Icon = owner.readingSince === null ? IconUserCheck : IconEye;
  return (
    <span title={owner.readingSince === null ? `Assigned to ${owner.name}` : `${owner.name} is reading this`}>
      <Icon size={12} aria-label={owner.readingSince === null ? 'assigned to' : 'being read by'} />{' '}
      {owner.id === me.id ? 'you' : <SafeText text={owner.name} />}
    </span>
  );
};

/** Two lines with fixed columns: enough to choose what to open next without opening it. */
export const QueueRow = ({
  row,
  query,
  isChosen,
  onChoose,
}: {
  row: ReviewRow;
  query: string;
  isChosen: boolean;
  onChoose: () => void;
}) => {
  const now = useNow();
  const due = row.dueAt === null || !WAITS.includes(row.status) || now === 0 ? null : dueCell(row.dueAt, now);
  const checks = checksCell(row);
  return (
    <li
      className={classes.row}
      data-run={row.runId}
      data-chosen={isChosen || undefined}
      data-turn={row.turn}
      // By keyboard only: choosing changes the address, which would call off the way that a click on the title is about to take.
      onFocus={(event) => event.target.matches(':focus-visible') && onChoose()}
    >
      <div className={classes.first}>
        <span className={classes.chip}>
          {hasComeBack(row.status) ? <DecisionChip disposition={row.disposition} /> : <StatusBadge status={row.status} />}
        </span>
        <Link className={classes.title} href={hrefOf(row, query)} title={row.placeWhy} aria-current={isChosen || undefined}>
          <SafeText text={row.title} />
        </Link>
        <span className={classes.risks}>
          {row.findings.slice(0, CHIPS).map((finding) => (
            <SeverityBadge key={`${finding.id}:${finding.evidence}`} severity={finding.severity} label={finding.id} />
          ))}
          {row.findings.length > CHIPS && <span className={classes.quiet}>+{row.findings.length - CHIPS}</span>}
        </span>
        <span className={classes.age} title={`${row.turnWhy} ${row.placeWhy}`} data-late={due?.isLate || undefined}>
          {due ? due.text : <RelativeTime at={row.waitingSince} />}
        </span>
      </div>
      <div className={classes.second}>
        <span className={classes.chip}>
          {row.status === 'IN_REVIEW'
            ? [row.runNumber > 1 ? `round ${row.runNumber}` : '', row.kind === 'change' ? '' : KIND_WORDS[row.kind]]
                .filter(Boolean)
                .join(', ')
            : hasComeBack(row.status) && <StatusBadge status={row.status} />}
        </span>
        <span className={classes.about}>
          <SafeText text={`${row.repository} · ${row.branch}`} className={classes.mono} />
        </span>
        <span className={classes.who}>
          <PersonName name={row.requester} />
        </span>
        <span className={classes.owner} data-owned={row.owner !== null || undefined}>
          {row.snoozed ? (
            row.snoozed.until === null ? (
              'until it changes'
            ) : (
              <>
                back <RelativeTime at={row.snoozed.until} />
              </>
            )
          ) : (
            row.owner && <Owner owner={row.owner} />
          )}
        </span>
        <span className={classes.agent}>
          <SafeText text={row.agent} />
        </span>
        <span className={classes.size}>
          {hasComeBack(row.status) ? `${countOf(row.size.added + row.size.deleted, 'line')} / ${countOf(row.size.files, 'file')}` : ''}
        </span>
        <span
          className={classes.checks}
          data-tone={checks.tone}
          title={`Our checks: ${row.checks.passed} passed, ${row.checks.failed} failed, ${row.checks.unknown} unknown`}
        >
          {checks.text}
        </span>
      </div>
    </li>
  );
};
