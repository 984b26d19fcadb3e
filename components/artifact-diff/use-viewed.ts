'use client';

import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { Artifact } from '../../server/domain/artifact/manifest.ts';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';

export type Viewed = {
  readonly viewed: ReadonlySet<string>;
  /** False until the marks have come: before that nothing can be marked. */
  readonly isKnown: boolean;
  readonly toggleViewed: (path: string) => void;
};

const NONE: readonly number[] = [];

/** The files of this artifact that this person has marked as viewed. Shown at once; taken back when the server did not keep it. */
export const useViewed = (artifact: Artifact): Viewed => {
  const { runId, digest, change } = artifact;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = useMemo(() => trpc.reviews.viewed.queryKey({ runId }), [trpc, runId]);
  const { data } = useQuery({ ...trpc.reviews.viewed.queryOptions({ runId }), staleTime: Number.POSITIVE_INFINITY });
  const marks = data ?? NONE;
  const isKnown = data !== undefined;
  const viewed = useMemo(() => new Set(marks.flatMap((position) => change.files[position]?.path ?? [])), [marks, change.files]);
  const { mutate } = useMutation(
    trpc.reviews.markViewed.mutationOptions({
      // One after the other: a mark that is set and taken back must not arrive the other way round.
      scope: { id: `viewed ${runId}` },
      onError: (error) => {
        notifications.show({ color: 'red', title: 'The mark was not kept', message: failureOf(error).message });
        void queryClient.invalidateQueries({ queryKey });
      },
    }),
  );
  const toggleViewed = useCallback(
    (path: string) => {
      const position = change.files.findIndex((file) => file.path === path);
      const now = queryClient.getQueryData(queryKey);
      if (position < 0 || !now) return;
      // An answer that is on its way does not know of this mark yet.
      void queryClient.cancelQueries({ queryKey });
      const isMarked = now.includes(position);
      queryClient.setQueryData(queryKey, isMarked ? now.filter((one) => one !== position) : [...now, position]);
      mutate({ runId, artifactDigest: digest, paths: [path], viewed: !isMarked });
    },
    [change.files, queryClient, queryKey, mutate, runId, digest],
  );
  return useMemo(() => ({ viewed, isKnown, toggleViewed }), [viewed, isKnown, toggleViewed]);
};
