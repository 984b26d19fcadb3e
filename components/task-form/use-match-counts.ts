'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { pathGlobSchema } from '../../server/domain/contract/contract.ts';
import { useTRPC } from '../api/trpc.tsx';

const COUNT_MS = 300;

/** How many files of the base branch each glob reaches, a moment after the last key. Globs that are no globs are left out. */
export const useMatchCounts = (repository: string | null, globs: readonly string[]) => {
  const trpc = useTRPC();
  const valid = [...new Set(globs.map((glob) => glob.trim()))].filter((glob) => pathGlobSchema.safeParse(glob).success).join('\n');
  const [asked] = useDebouncedValue(valid, COUNT_MS);
  const counts = useQuery(
    trpc.repositories.matchCounts.queryOptions(
      { name: repository ?? '', globs: asked === '' ? [] : asked.split('\n') },
      { enabled: repository !== null && asked !== '', placeholderData: keepPreviousData, gcTime: 10_000, staleTime: 10_000 },
    ),
  );
  return repository === null || valid === '' ? null : (counts.data ?? null);
};
