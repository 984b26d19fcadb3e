'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../api/trpc.tsx';

const COUNTS_MS = 5_000;

/** What waits for me and what runs, for the rail and the top bar; null until known. */
export const useCounts = () => {
  const trpc = useTRPC();
  const counts = useQuery(trpc.inbox.counts.queryOptions(undefined, { refetchInterval: COUNTS_MS }));
  return { counts: counts.data ?? null, isConnected: !counts.isError };
};
