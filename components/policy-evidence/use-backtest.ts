'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import { MAX_POLICY_CHARACTERS } from './use-policy-check.ts';

/** Replays a text over earlier artifacts; null asks nothing. The answer for one text is kept while the page is open. */
export const useBacktest = (repositoryId: string | null, yaml: string | null) => {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.policy.backtest.queryOptions(
      { repositoryId, yaml: yaml ?? '' },
      { enabled: yaml !== null && yaml.length <= MAX_POLICY_CHARACTERS, staleTime: 60_000, gcTime: 60_000 },
    ),
  );
  const [startedAt, setStartedAt] = useState(0);
  useEffect(() => {
    if (query.isFetching) setStartedAt(Date.now());
  }, [query.isFetching]);
  return { ...query, startedAt };
};
