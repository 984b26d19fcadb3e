'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import { createLogView, type LogView } from './log-view.ts';

/** How the page is connected, which is apart from how the run fares. */
export type LogConnection = 'loading' | 'live' | 'reconnecting' | 'ended';

const PAGE = 4_000;
const PAGES_AT_ONCE = 3;
const RETRY_MS = 1_500;

/**
 * Loads the log of a run from its beginning in pages, then follows the stream from where the pages ended. A lost connection is
 * taken up again after the last entry that was applied; whatever comes twice or too early is sorted out by `log-store.ts`.
 */
export const useRunLog = (
  runId: string,
): {
  readonly view: LogView;
  readonly version: number;
  readonly connection: LogConnection;
  readonly error: unknown;
  readonly total: number;
} => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [view] = useState(createLogView);
  const version = useSyncExternalStore(view.subscribe, view.version, view.version);
  const [follow, setFollow] = useState<{ readonly from: string } | null>(null);
  const [connection, setConnection] = useState<LogConnection>('loading');
  const [error, setError] = useState<unknown>(null);
  const [total, setTotal] = useState(0);
  const filling = useRef(false);

  /** Reads pages until nothing more is stored than what was applied. */
  const readOn = useCallback(
    async (signal: AbortSignal) => {
      if (filling.current) return;
      filling.current = true;
      let stored = 0;
      try {
        while (!signal.aborted) {
          const from = view.lastSeq();
          // Entries are numbered without gaps, so the pages that are known to exist can be asked for side by side.
          const count = Math.max(1, Math.min(PAGES_AT_ONCE, Math.ceil((stored - from) / PAGE)));
          const pages = await Promise.all(
            Array.from({ length: count }, (_, index) =>
              queryClient.fetchQuery(
                trpc.runs.events.queryOptions({ runId, afterSeq: from + index * PAGE, limit: PAGE }, { gcTime: 0, staleTime: 0 }),
              ),
            ),
          );
          if (signal.aborted) return;
          stored = Math.max(...pages.map(({ lastSeq }) => lastSeq));
          setTotal(stored);
          for (const { events } of pages) view.apply(events);
          if (pages[0]?.events.length === 0 || (view.lastSeq() >= stored && !view.hasGap())) return;
        }
      } finally {
        filling.current = false;
      }
    },
    [trpc, queryClient, runId, view],
  );

  useEffect(() => {
    const leaving = new AbortController();
    const start = async () => {
      while (!leaving.signal.aborted) {
        try {
          await readOn(leaving.signal);
          if (!leaving.signal.aborted) setFollow({ from: String(view.lastSeq()) });
          setError(null);
          return;
        } catch (problem) {
          setError(problem);
          await new Promise((done) => setTimeout(done, RETRY_MS));
        }
      }
    };
    void start();
    return () => leaving.abort();
  }, [readOn, view]);

  const subscription = useSubscription(
    trpc.runs.stream.subscriptionOptions(
      { runId, lastEventId: follow?.from ?? null },
      {
        enabled: follow !== null,
        onStarted: () => setConnection('live'),
        onConnectionStateChange: ({ state }) =>
          setConnection((now) =>
            state === 'pending' ? 'live' : state === 'idle' ? 'ended' : now === 'loading' ? 'loading' : 'reconnecting',
          ),
        onData: ({ data }) => {
          view.apply(data);
          if (view.hasGap()) void readOn(new AbortController().signal).catch(() => undefined);
        },
      },
    ),
  );

  // After an error the link gives up; begin again behind the last entry that was applied.
  const { status, reset } = subscription;
  useEffect(() => {
    if (follow === null || status !== 'error') return;
    setConnection('reconnecting');
    const timer = setTimeout(() => {
      const from = String(view.lastSeq());
      if (from === follow.from) reset();
      else setFollow({ from });
    }, RETRY_MS);
    return () => clearTimeout(timer);
  }, [status, reset, follow, view]);

  return { view, version, connection, error, total: Math.max(total, view.lastSeq()) };
};
