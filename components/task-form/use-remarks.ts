'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import { blanksOf, type Draft, lintableContract } from './draft.ts';
import { withoutFillers } from './remarks.ts';

const LINT_MS = 300;
/** Answers about a text that nobody types any more are of no use. */
const KEEP_MS = 5_000;

/** What is to be said about the draft, a moment after the last key. */
export const useRemarks = (draft: Draft, isLoaded: boolean) => {
  const trpc = useTRPC();
  const text = useMemo(() => JSON.stringify(lintableContract(draft)), [draft]);
  const [asked] = useDebouncedValue(text, LINT_MS);
  const lint = useQuery(
    trpc.tasks.lint.queryOptions(
      { contract: JSON.parse(asked) as unknown },
      { enabled: isLoaded, placeholderData: keepPreviousData, gcTime: KEEP_MS, staleTime: KEEP_MS },
    ),
  );
  const blanks = useMemo(() => blanksOf(draft), [draft]);
  const answer = lint.data;
  const remarks = useMemo(
    () => withoutFillers({ findings: answer?.findings ?? [], problems: answer?.problems ?? [], blanks }),
    [answer, blanks],
  );
  const isWhole = blanks.length === 0;
  return {
    remarks,
    /** The answer is about an older text. */
    isChecking: asked !== text || lint.isFetching,
    error: lint.error,
    retry: () => void lint.refetch(),
    prompt: isWhole ? (answer?.prompt ?? null) : null,
    dispatch: isWhole ? (answer?.dispatch ?? null) : null,
  };
};
