'use client';

import { IconEyeCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { linesAMinute, type Reviewing } from '../../server/domain/review/reviewing.ts';
import type { ReviewedRow } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { formatDuration } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { SeverityBadge } from '../ui/severity-badge.tsx';
import classes from './reviewing-page.module.css';

const SAID: Readonly<Record<ReviewedRow['verdict'], string>> = {
  approve: 'Approved',
  request_changes: 'Asked for changes',
  reject: 'Rejected',
};
const UNKNOWN = 'not known';
const share = (value: number | null): string => (value === null ? 'none so far' : `${Math.round(value * 100)} %`);
const pace = (lines: number | undefined | null): string =>
  lines === null || lines === undefined ? UNKNOWN : Math.round(lines).toLocaleString('en');

/** How one person has reviewed in the last 90 days, from what was recorded with each review. `me`: the viewer. Others than admins see only themselves. */
export const ReviewingPage = ({ personId }: { personId: string }) => {
  const me = useMe();
  const trpc = useTRPC();
  const id = personId === 'me' ? me.id : personId;
  const seen = useQuery(trpc.people.reviewing.queryOptions({ id }));
  const title = id === me.id ? 'Your reviewing' : seen.data ? `Reviewing of ${seen.data.name}` : 'Reviewing';
  return (
    <Page>
      <PageHeader
        title={title}
        meta="The last 90 days, from what was recorded with each review. Only this person and admins see it; nobody is compared with anybody."
      />
      <FailurePanel error={seen.error} onRetry={() => void seen.refetch()} />
      {seen.isPending && <RowsSkeleton label="Loading reviews" />}
      {seen.data && seen.data.reviewed.length === 0 && (
        <EmptyState icon={IconEyeCheck} title="No review in the last 90 days">
          Time open, files viewed and findings answered are recorded with each review and appear here.
        </EmptyState>
      )}
      {seen.data && seen.data.reviewed.length > 0 && (
        <>
          <Measures of={seen.data.reviewing} />
          <Reviews rows={seen.data.reviewed} />
        </>
      )}
    </Page>
  );
};

const Measures = ({ of }: { of: Reviewing }) => (
  <dl className={classes.measures} data-testid="measures">
    <Measure name="Reviews" value={of.reviews.toLocaleString('en')} hint={`${of.approvals.toLocaleString('en')} of them approvals`} />
    <Measure
      name="Time open"
      value={of.openMs === null ? UNKNOWN : formatDuration(of.openMs)}
      hint={of.openMs === null ? '' : 'half took longer'}
    />
    <Measure name="Lines a minute" value={pace(of.linesAMinute)} hint={of.linesAMinute === null ? '' : 'half were read faster'} />
    <Measure name="Files viewed" value={share(of.viewedShare)} hint="of an artifact; half had more" />
    <Measure name="Findings answered" value={share(of.answeredShare)} hint="of an artifact; half had more" />
    <Measure
      name="Approved in under a minute"
      value={share(of.withMedium === 0 ? null : of.quickWithMedium / of.withMedium)}
      hint={`with a medium or worse finding: ${of.quickWithMedium} of ${of.withMedium}`}
    />
  </dl>
);

const Measure = ({ name, value, hint }: { name: string; value: string; hint: string }) => (
  <div className={classes.measure}>
    <dt>{name}</dt>
    <dd>
      <b>{value}</b>
      <span>{hint}</span>
    </dd>
  </div>
);

const Reviews = ({ rows }: { rows: readonly ReviewedRow[] }) => (
  <DataTable
    label="Reviews"
    head={[
      { text: 'Artifact', width: 260 },
      { text: 'Word', width: 150 },
      { text: 'Worst finding', width: 120 },
      { text: 'Open', align: 'right', width: 110 },
      { text: 'Lines', align: 'right', width: 80 },
      { text: 'Lines a minute', align: 'right', width: 120 },
      { text: 'Viewed', align: 'right', width: 80 },
      { text: 'Answered', align: 'right', width: 90 },
      { text: 'When', align: 'right', width: 110 },
    ]}
  >
    {rows.map((row) => (
      <tr key={`${row.runId} ${row.at}`}>
        <td title={row.title}>
          <Link href={`/reviews/${row.runId}`}>
            {row.taskNumber} <SafeText text={row.title} />
          </Link>
        </td>
        <td>{SAID[row.verdict]}</td>
        <td>{row.worst === null ? 'none' : <SeverityBadge severity={row.worst} label={row.worst} />}</td>
        <td data-align="right">{row.openMs === null ? UNKNOWN : formatDuration(row.openMs)}</td>
        <td data-align="right">{row.lines.toLocaleString('en')}</td>
        <td data-align="right">{pace(linesAMinute(row)[0])}</td>
        <td data-align="right">
          {row.viewed}/{row.files}
        </td>
        <td data-align="right">
          {row.answered}/{row.findings}
        </td>
        <td data-align="right">
          <RelativeTime at={row.at} />
        </td>
      </tr>
    ))}
  </DataTable>
);
