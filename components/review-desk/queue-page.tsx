'use client';

import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconEyeCheck, IconFileCheck } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useRef, useState } from 'react';
import { sayTargets } from '../../server/domain/review/queue-order.ts';
import { hasRole } from '../../server/domain/shared/role.ts';
import type { ReviewRow } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { Connection } from '../ui/connection.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useNow } from '../ui/now.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { BacklogNotice } from './backlog-notice.tsx';
import { DeskDialogs } from './desk-dialogs.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { QueueFilters } from './queue-filters.tsx';
import classes from './queue-page.module.css';
import { QueueSection } from './queue-section.tsx';
import { countMine, elsewhereText, hasComeBack, hrefOf } from './queue-sections.ts';
import { useDeskActs } from './use-desk-acts.tsx';
import { useQueue } from './use-queue.ts';
import { useQueueFilter } from './use-queue-filter.ts';
import { useQueueKeys } from './use-queue-keys.ts';

/** What came back and whose turn it is. The order is the server's and does not jump while one works: rows are chosen by id. */
export const QueuePage = () => {
  const router = useRouter();
  const now = useNow();
  const me = useMe();
  const list = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useQueryState('item', parseAsString.withOptions({ history: 'replace' }));
  const [asked, setAsked] = useState<'snooze' | 'assign' | null>(null);
  const isWide = useMediaQuery('(min-width: 75em)') ?? false;
  const filters = useQueueFilter();
  const { queue, sections, showMore } = useQueue(filters.filter);
  const acts = useDeskActs();
  const inOrder = sections.flatMap((section) => section.rows);
  const at = inOrder.findIndex(({ runId }) => runId === chosen);
  const current = inOrder[at] ?? inOrder[0] ?? null;
  const mayAct = hasRole(me.role, 'reviewer') && current !== null && current.dueAt !== null;

  /** Choosing changes the address a moment later, which would call off the way to another page: whoever opens waits for it. */
  const choosing = useRef<Promise<unknown>>(Promise.resolve());
  const choose = (runId: string) => {
    choosing.current = setChosen(runId);
  };
  const open = (row: ReviewRow, extra = '') => {
    const href = hrefOf(row, filters.query);
    const address = extra === '' || !hasComeBack(row.status) ? href : `${href}${href.includes('?') ? '&' : '?'}${extra}`;
    void choosing.current.then(() => router.push(address));
  };
  useQueueKeys({
    current,
    mayAct,
    move: (step) => {
      const next = inOrder[at < 0 ? 0 : Math.max(0, Math.min(inOrder.length - 1, at + step))];
      if (next) choose(next.runId);
    },
    open,
    ask: setAsked,
    acts,
  });
  useEffect(() => {
    if (chosen) list.current?.querySelector(`[data-run="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const mine = countMine(sections);
  return (
    <div className={classes.page}>
      <PageHeader
        title="Reviews"
        meta={
          <>
            <span>{mine === 0 ? 'nothing needs you' : `${mine.toLocaleString('en')} ${mine === 1 ? 'needs' : 'need'} you`}</span>
            <Connection isError={queue.isError} at={queue.dataUpdatedAt} />
          </>
        }
        actions={
          hasRole(me.role, 'reviewer') && (
            <Button component={Link} href="/reviews/harmless" variant="default" leftSection={<IconFileCheck size={14} aria-hidden />}>
              Harmless changes
            </Button>
          )
        }
      />
      <QueueFilters {...filters} />
      {queue.error && !queue.data ? (
        <FailurePanel error={queue.error} onRetry={() => void queue.refetch()} />
      ) : !queue.data ? (
        <RowsSkeleton label="Loading the queue" />
      ) : (
        <>
          <BacklogNotice backlogs={queue.data.backlogs} />
          <div className={classes.columns}>
            <div ref={list} className={classes.list}>
              {mine === 0 && (
                <EmptyState icon={IconEyeCheck} title={filters.isFiltered ? 'Nothing here needs you' : 'Nothing needs you'}>
                  {elsewhereText(sections, filters.isFiltered, now)}
                </EmptyState>
              )}
              {sections.map((section) => (
                <QueueSection
                  key={section.section}
                  section={section}
                  query={filters.query}
                  chosen={current?.runId ?? null}
                  onChoose={choose}
                  onMore={(cursor) => showMore(section.section, cursor)}
                />
              ))}
              <p className={classes.targets}>{sayTargets()}</p>
            </div>
            {isWide && current && <PreviewPane row={current} query={filters.query} />}
          </div>
        </>
      )}
      <DeskDialogs asked={asked && current ? { row: current, what: asked } : null} onClose={() => setAsked(null)} acts={acts} />
    </div>
  );
};
