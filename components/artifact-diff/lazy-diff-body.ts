'use client';

import { useSyncExternalStore } from 'react';

type Module = typeof import('./diff-body.tsx');

let loaded: Module | null = null;
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
    (module) => {
      loaded = module;
      module.warmUp();
      for (const listener of listeners) listener();
    },
    () => {
      // The next card asks again.
      isLoading = false;
    },
  );
};

/** Null until it is there. Not by Suspense, which keeps a placeholder up for 300 ms after that. */
export const useDiffBody = (): Module['DiffBody'] | null =>
  useSyncExternalStore(
    subscribe,
    () => loaded?.DiffBody ?? null,
    () => null,
  );
