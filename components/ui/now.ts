'use client';

import { useSyncExternalStore } from 'react';

/** One clock for all relative times of a page: many rows, one timer, and none while nobody looks at a time. */
const makeClock = (stepMs: number) => {
  let now = 0;
  let timer: ReturnType<typeof setInterval> | null = null;
  const listeners = new Set<() => void>();
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      timer ??= setInterval(tick, stepMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && timer) {
          clearInterval(timer);
          timer = null;
        }
      };
    },
    read: () => {
      if (timer === null || now === 0) now = Math.floor(Date.now() / stepMs) * stepMs;
      return now;
    },
  };
};

const slow = makeClock(10_000);
const fast = makeClock(1_000);

/** Epoch ms, renewed every ten seconds (every second with `live`). 0 on the server, which has no viewer's clock. */
export const useNow = (live = false): number => {
  const clock = live ? fast : slow;
  return useSyncExternalStore(clock.subscribe, clock.read, () => 0);
};
