'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueueFilter } from '../../server/domain/review/queue-filter.ts';
import type { ReviewRow, ReviewSection } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';

const POLL_MS = 5_000;
type More = { readonly section: ReviewSection; readonly cursor: string };

/** The queue with as many more rows of each section as were asked for. A row that moved between two answers is shown once. */
export const useQueue = (filter: QueueFilter) => {
  const trpc = useTRPC();
  const [more, setMore] = useState<{ readonly of: string; readonly pages: readonly More[] }>({ of: '', pages: [] });
  // Pages belong to the list that they continue.
  const of = JSON.stringify(filter);
  const pages = more.of === of ? more.pages : [];
  const queue = useQuery({ ...trpc.reviews.queue.queryOptions({ filter }), refetchInterval: POLL_MS, placeholderData: (before) => before });
  const extra = useQueries({ queries: pages.map((page) => trpc.reviews.queuePage.queryOptions({ filter, ...page })) });

  const seen = new Set<string>();
  const once = (rows: readonly ReviewRow[]) => rows.filter(({ runId }) => !seen.has(runId) && seen.add(runId));
  const sections = (queue.data?.sections ?? []).map((section) => {
    const loaded = pages.flatMap((page, index) => (page.section === section.section ? [extra[index]] : []));
    const last = loaded.at(-1);
    return {
      ...section,
      rows: once([...section.items, ...loaded.flatMap((page) => page?.data?.items ?? [])]),
      nextCursor: loaded.length === 0 ? section.nextCursor : (last?.data?.nextCursor ?? null),
      isLoadingMore: last?.isPending ?? false,
    };
  });
  return {
    queue,
    sections,
    showMore: (section: ReviewSection, cursor: string) => setMore({ of, pages: [...pages, { section, cursor }] }),
  };
};
export type QueueSectionView = ReturnType<typeof useQueue>['sections'][number];
