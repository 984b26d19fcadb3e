'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPC } from '../api/trpc.tsx';

const CHECK_MS = 350;
/** The API's own limit; a longer text is not even sent. */
export const MAX_POLICY_CHARACTERS = 256 * 1024;

/** What the server says about a text, a moment after the last key; the answer before stays until the next one is there. */
export const usePolicyCheck = (repositoryId: string | null, yaml: string, isEnabled: boolean) => {
  const trpc = useTRPC();
  const [asked] = useDebouncedValue(yaml, CHECK_MS);
  const query = useQuery(
    trpc.policy.check.queryOptions(
      { repositoryId, yaml: asked },
      { enabled: isEnabled && asked.length <= MAX_POLICY_CHARACTERS, placeholderData: keepPreviousData, gcTime: 10_000 },
    ),
  );
  return { ...query, isOfThisText: asked === yaml && !query.isPlaceholderData && query.data !== undefined };
};
