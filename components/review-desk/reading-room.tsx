'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { RunStatus } from '../../server/domain/run/status.ts';
import { useTRPC } from '../api/trpc.tsx';
import { loadDiffBody } from '../artifact-diff/lazy-diff-body.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { RoomContent } from './room-content.tsx';
import { useQueueFilter } from './use-queue-filter.ts';

/** Statuses in which something may move while the page is open. */
const MOVING = new Set<RunStatus>(['VERIFYING', 'JUDGING', 'IN_REVIEW', 'APPROVED', 'LANDING', 'MERGING']);
const CRUMBS = [{ label: 'Reviews', href: '/reviews' }];
const POLL_MS = 3_000;

/** Everything that one decision rests on, on one page. */
export const ReadingRoom = ({ runId }: { runId: string }) => {
  const trpc = useTRPC();
  const { filter } = useQueueFilter();
  const room = useQuery({ ...trpc.reviews.room.queryOptions({ runId, filter }), refetchOnWindowFocus: false });
  useEffect(loadDiffBody, []);
  const status = room.data?.run.status;
  const state = useQuery({
    ...trpc.reviews.roomState.queryOptions({ runId, filter }),
    enabled: status !== undefined,
    refetchInterval: (status && MOVING.has(status)) || room.data?.landedReview?.closed === null ? POLL_MS : false,
  });
  // A room may hold megabytes: it is read again when something of it has changed, and not to find out.
  const { refetch } = room;
  const version = useRef<string | undefined>(undefined);
  version.current = room.data?.version;
  useEffect(() => {
    if (state.data && state.data.version !== version.current) void refetch();
  }, [state.data, refetch]);
  const shown = useMemo(
    () => room.data && { ...room.data, nextInQueue: state.data ? state.data.nextInQueue : room.data.nextInQueue },
    [room.data, state.data],
  );
  if (shown) return <RoomContent room={shown} onReload={() => void refetch()} />;
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
