'use client';

import { Anchor } from '@mantine/core';
import { IconInbox, IconPlugConnectedX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRef } from 'react';
import type { InboxView } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { BacklogNotice } from '../review-desk/backlog-notice.tsx';
import { TaskRow, TaskRows } from '../task-list/task-row.tsx';
import { Connection } from '../ui/connection.tsx';
import { Elapsed } from '../ui/duration.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Section } from '../ui/section.tsx';
import { useRowKeys } from '../ui/use-row-keys.ts';
import { FirstSteps } from './first-steps.tsx';
import classes from './inbox.module.css';
import { PoliciesForMe } from './policies-for-me.tsx';
import { ReviewLine } from './review-line.tsx';
import { Sparkline } from './sparkline.tsx';

const INBOX_MS = 4_000;

const Sections = ({ inbox }: { inbox: InboxView }) => {
  const nothingNeedsYou =
    inbox.running.length + inbox.queued.length > 0
      ? `${inbox.running.length} running and ${inbox.queued.length} queued go on without you.`
      : 'Nothing runs either.';
  return (
    <>
      <Section title="Needs you" count={inbox.needsYouCount}>
        {inbox.needsYou.length === 0 ? (
          <p className={classes.none}>Nothing needs you. {nothingNeedsYou}</p>
        ) : (
          <TaskRows label="Needs you">
            {inbox.needsYou.map((row) => (
              <ReviewLine key={row.runId} row={row} />
            ))}
          </TaskRows>
        )}
        {inbox.needsYouCount > inbox.needsYou.length && (
          <p className={classes.none}>
            <Anchor component={Link} href="/reviews" inherit>
              All {inbox.needsYouCount.toLocaleString('en')} in the queue
            </Anchor>
          </p>
        )}
      </Section>
      {inbox.paused.length > 0 && (
        <Section title="Paused" count={inbox.paused.length} hint="Open a run to answer its question or to let it go on.">
          <TaskRows label="Paused">
            {inbox.paused.map((task) => (
              <TaskRow key={task.id} task={task} href={`/runs/${task.lastRun.id}`} />
            ))}
          </TaskRows>
        </Section>
      )}
      {inbox.running.length > 0 && (
        <Section title="Running" count={inbox.running.length}>
          <TaskRows label="Running">
            {inbox.running.map((task) => (
              <TaskRow
                key={task.id}
                task={task}
                href={`/runs/${task.lastRun.id}`}
                isLive
                note={task.lastStep}
                extra={
                  <span className={classes.live}>
                    <Sparkline values={task.eventRate} />
                    {task.lastRun.startedAt !== null && <Elapsed since={task.lastRun.startedAt} />}
                  </span>
                }
              />
            ))}
          </TaskRows>
        </Section>
      )}
      {inbox.queued.length > 0 && (
        <Section title="Queued" count={inbox.queued.length}>
          <TaskRows label="Queued">
            {inbox.queued.map((task) => (
              <TaskRow key={task.id} task={task} href={`/runs/${task.lastRun.id}`} />
            ))}
          </TaskRows>
        </Section>
      )}
      <Section title="Came back today" count={inbox.cameBack.length}>
        {inbox.cameBack.length === 0 ? (
          <p className={classes.none}>Nothing came back today.</p>
        ) : (
          <TaskRows label="Came back today">
            {inbox.cameBack.map((task) => (
              <TaskRow
                key={task.id}
                task={task}
                href={
                  task.lastRun.status === 'FAILED' || task.lastRun.status === 'CANCELLED'
                    ? `/runs/${task.lastRun.id}`
                    : `/reviews/${task.lastRun.id}`
                }
                note={task.lastRun.failure?.message}
                extra={<RelativeTime at={task.lastRun.endedAt ?? task.updatedAt} />}
              />
            ))}
          </TaskRows>
        )}
      </Section>
    </>
  );
};

/** What waits for me, what runs now, what came back. */
export const Inbox = () => {
  const trpc = useTRPC();
  const inbox = useQuery(trpc.inbox.get.queryOptions(undefined, { refetchInterval: INBOX_MS, placeholderData: keepPreviousData }));
  const rows = useRef<HTMLDivElement>(null);
  useRowKeys(rows);
  const view = inbox.data;
  const isNew = view !== undefined && !(view.setUp.hasRepository && view.setUp.hasAgent && view.setUp.hasTask);
  return (
    <Page>
      <PageHeader title="Inbox" actions={view && <Connection isError={inbox.isError} at={inbox.dataUpdatedAt} />} />
      {!view &&
        (inbox.isError ? (
          <FailurePanel error={inbox.error} onRetry={() => void inbox.refetch()} />
        ) : (
          <RowsSkeleton label="Loading the inbox" />
        ))}
      {view && !view.setUp.hasWorker && (
        <p className={classes.warning} role="status">
          <IconPlugConnectedX size={17} aria-hidden />
          <span>
            <strong>No worker is running.</strong> Tasks can be filed and wait in the queue. An operator starts a worker; the operator's
            guide says how.
          </span>
        </p>
      )}
      <PoliciesForMe />
      {view && <BacklogNotice backlogs={view.backlogs} />}
      {view && isNew && <FirstSteps setUp={view.setUp} />}
      <div ref={rows}>
        {view &&
          (view.setUp.hasTask ? (
            <Sections inbox={view} />
          ) : (
            <EmptyState icon={IconInbox} title="Nothing here yet">
              When a task comes back, it waits here for you with its diff, the checks that we ran, and its risks.
            </EmptyState>
          ))}
      </div>
    </Page>
  );
};
