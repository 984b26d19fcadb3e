'use client';

import { useEffect, useRef, useState } from 'react';
import superjson from 'superjson';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { createOpenClock } from './open-clock.ts';

const REPORT_MS = 15_000;
/** As the server takes it at once. */
const REPORT_AT_MOST_MS = 5 * 60_000;

/** Goes out even while the page is being left. A report that is lost is lost: the time is a hint, and the next one tells of the time after it. */
const report = (runId: string, artifactDigest: string, ms: number): void => {
  void fetch('/api/trpc/reviews.reportOpen', {
    method: 'POST',
    keepalive: true,
    headers: { 'content-type': 'application/json', 'x-countersign': '1' },
    body: JSON.stringify(superjson.serialize({ runId, artifactDigest, ms: Math.min(ms, REPORT_AT_MOST_MS) })),
  }).catch(() => undefined);
};

/** Measures how long the room is visible and has the focus, and tells the server every 15 s and on leaving. Answers the time of this person so far, in ms. */
export const useOpenTime = (room: ReviewRoom): (() => number) => {
  const { runId, digest } = room.artifact;
  const [clock] = useState(createOpenClock);
  const before = useRef(room.openMs);
  useEffect(() => {
    const look = () => clock.set(document.visibilityState === 'visible' && document.hasFocus(), performance.now());
    const tell = () => {
      const ms = clock.take(performance.now());
      if (ms > 0) report(runId, digest, ms);
    };
    const leave = () => {
      look();
      if (document.visibilityState === 'hidden') tell();
    };
    look();
    const timer = setInterval(tell, REPORT_MS);
    for (const kind of ['focus', 'blur'] as const) window.addEventListener(kind, look);
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('pagehide', tell);
    return () => {
      clearInterval(timer);
      for (const kind of ['focus', 'blur'] as const) window.removeEventListener(kind, look);
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('pagehide', tell);
      tell();
    };
  }, [clock, runId, digest]);
  return useRef(() => before.current + clock.total(performance.now())).current;
};
