'use client';

import { useSyncExternalStore } from 'react';

type Body = typeof import('./diff-body.tsx').DiffBody;

let loaded: Body | null = null;
let isLoading = false;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Loads what draws lines, and starts its worker. Called while the room is on its way, so that the lines do not wait for it. */
export const loadDiffBody = (): void => {
  if (isLoading) return;
  isLoading = true;
  import('./diff-body.tsx').then(
    ({ DiffBody, warmUp }) => {
      loaded = DiffBody;
      warmUp();
      for (const listener of listeners) listener();
    },
    () => {
      // The next card asks again.
      isLoading = false;
    },
  );
};

/** Null until it is there. Not by Suspense, which keeps a placeholder up for 300 ms after that. */
export const useDiffBody = (): Body | null =>
  useSyncExternalStore(
    subscribe,
    () => loaded,
    () => null,
  );
