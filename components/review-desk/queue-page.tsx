'use client';

import { useMediaQuery } from '@mantine/hooks';
import { IconEyeCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useRef } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import { Connection } from '../ui/connection.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import { useNow } from '../ui/now.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Section } from '../ui/section.tsx';
import { PreviewPane } from './preview-pane.tsx';
import classes from './queue-page.module.css';
import { QueueRow } from './queue-row.tsx';
import { emptyQueueText, hrefOf, queueSections } from './queue-sections.ts';

const POLL_MS = 5_000;

/** What came back and whose turn it is. The order is the server's and does not jump while one works: rows are chosen by id. */
export const QueuePage = () => {
  const trpc = useTRPC();
  const router = useRouter();
  const now = useNow();
  const list = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useQueryState('item', parseAsString.withOptions({ history: 'replace' }));
  const isWide = useMediaQuery('(min-width: 75em)') ?? false;
  const queue = useQuery({ ...trpc.reviews.queue.queryOptions(), refetchInterval: POLL_MS });
  const rows = queue.data ?? [];
  const sections = queueSections(rows);
  const inOrder = sections.flatMap((section) => section.rows);
  const at = inOrder.findIndex(({ runId }) => runId === chosen);
  const current = inOrder[at] ?? inOrder[0] ?? null;

  const move = (step: 1 | -1) => {
    const next = inOrder[at < 0 ? 0 : Math.max(0, Math.min(inOrder.length - 1, at + step))];
    if (next) void setChosen(next.runId);
  };
  const open = () => current && router.push(hrefOf(current));
  const any = inOrder.length > 0;
  useKeys(
    {
      j: { label: 'Next artifact', run: () => move(1), when: any },
      k: { label: 'Previous artifact', run: () => move(-1), when: any },
      Enter: { label: 'Open the artifact', run: open, when: any },
      o: { label: 'Open the artifact', run: open, when: any },
      l: { label: 'Open its log', run: () => current && router.push(`/runs/${current.runId}`), when: any },
    },
    'Reviews',
  );
  useEffect(() => {
    if (chosen) list.current?.querySelector(`[data-run="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const mine = rows.filter(({ turn }) => turn === 'yours').length;
  return (
    <div className={classes.page}>
      <PageHeader
        title="Reviews"
        meta={
          <>
            <span>{mine === 0 ? 'nothing needs you' : `${mine} need you`}</span>
            <Connection isError={queue.isError} at={queue.dataUpdatedAt} />
          </>
        }
      />
      {queue.error && !queue.data ? (
        <FailurePanel error={queue.error} onRetry={() => void queue.refetch()} />
      ) : !queue.data ? (
        <RowsSkeleton label="Loading the queue" />
      ) : (
        <div className={classes.columns}>
          <div ref={list} className={classes.list}>
            {mine === 0 && (
              <EmptyState icon={IconEyeCheck} title="Nothing needs you">
                {emptyQueueText(rows, now).replace(/^Nothing needs you\. /, '')}
              </EmptyState>
            )}
            {sections.map((section) => (
              <Section key={section.key} title={section.title} count={section.rows.length} hint={section.hint}>
                <ul className={classes.rows}>
                  {section.rows.map((row) => (
                    <QueueRow
                      key={row.runId}
                      row={row}
                      isChosen={row.runId === current?.runId}
                      onChoose={() => void setChosen(row.runId)}
                    />
                  ))}
                </ul>
              </Section>
            ))}
          </div>
          {isWide && current && <PreviewPane row={current} />}
        </div>
      )}
    </div>
  );
};
