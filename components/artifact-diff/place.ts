'use client';

import { useSyncExternalStore } from 'react';

/** Which file the reader is at, by its index in reading order. Outside of React's state: it changes while the wheel turns, and only what shows it is drawn again. */
export type Place = {
  get(): number;
  set(index: number): void;
  subscribe(listener: () => void): () => void;
};

export const createPlace = (): Place => {
  const listeners = new Set<() => void>();
  let at = 0;
  return {
    get: () => at,
    set: (index) => {
      if (index === at) return;
      at = index;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** Draws again only when what is selected has changed. */
export const usePlace = <T extends string | number | boolean>(place: Place, select: (at: number) => T): T =>
  useSyncExternalStore(
    place.subscribe,
    () => select(place.get()),
    () => select(place.get()),
  );
