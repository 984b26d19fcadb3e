'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { type ReadFile, readingOrder } from '../../server/domain/risk/order.ts';
import type { EarlierRun, ReviewRoom } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { useKeys } from '../ui/keyboard.tsx';

const WHOLE = 'whole';

export type Since = {
  /** The run whose result is compared with; null: the whole change. */
  readonly since: EarlierRun | null;
  /** In reading order; null while they are on their way. */
  readonly files: readonly ReadFile[] | null;
  readonly error: unknown;
  readonly choose: (run: EarlierRun | null) => void;
};

/** Which difference is shown: on a second look what changed since the first, unless the address says otherwise. */
export const useSince = (room: ReviewRoom): Since => {
  const { artifact, earlier, lookedAt, risks } = room;
  const trpc = useTRPC();
  const [wanted, setWanted] = useQueryState('since', parseAsString.withOptions({ history: 'replace' }));
  const since =
    wanted === WHOLE
      ? null
      : (earlier.find(({ number }) => String(number) === wanted) ?? earlier.find(({ runId }) => runId === lookedAt) ?? null);
  const interdiff = useQuery({
    ...trpc.reviews.interdiff.queryOptions({ runId: artifact.runId, since: since?.runId ?? '' }),
    enabled: since !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const shown = since === null ? artifact.change.files : interdiff.data?.files;
  const files = useMemo(() => (shown ? readingOrder(shown, risks?.findings ?? []) : null), [shown, risks]);
  const choose = (run: EarlierRun | null) => void setWanted(run === null ? WHOLE : String(run.number));
  const first = earlier.find(({ runId }) => runId === lookedAt) ?? earlier[0] ?? null;
  useKeys(
    {
      i: {
        label: 'What changed since I looked, or the whole change',
        run: () => choose(since === null ? first : null),
        when: first !== null,
      },
    },
    'Reading room',
  );
  return { since, files, error: since === null ? null : interdiff.error, choose };
};
