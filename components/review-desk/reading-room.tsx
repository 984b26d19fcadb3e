'use client';

import { useQuery } from '@tanstack/react-query';
import type { RunStatus } from '../../server/domain/run/status.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { RoomContent } from './room-content.tsx';
import { useQueueFilter } from './use-queue-filter.ts';

/** Statuses in which something may move while the page is open. */
const MOVING = new Set<RunStatus>(['VERIFYING', 'JUDGING', 'IN_REVIEW', 'APPROVED', 'MERGING']);
const CRUMBS = [{ label: 'Reviews', href: '/reviews' }];
const POLL_MS = 3_000;

/** Everything that one decision rests on, on one page. */
export const ReadingRoom = ({ runId }: { runId: string }) => {
  const trpc = useTRPC();
  const { filter } = useQueueFilter();
  const room = useQuery({
    ...trpc.reviews.room.queryOptions({ runId, filter }),
    refetchInterval: ({ state }) => (state.data && MOVING.has(state.data.run.status) ? POLL_MS : false),
  });
  if (room.data) return <RoomContent room={room.data} onReload={() => void room.refetch()} />;
  return (
    <Page wide>
      <PageHeader title="Artifact" crumbs={CRUMBS} />
      {room.error ? (
        <FailurePanel error={room.error} onRetry={() => void room.refetch()} />
      ) : (
        <RowsSkeleton label="Loading the artifact" rows={10} />
      )}
    </Page>
  );
};
