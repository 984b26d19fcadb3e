'use client';

import { useCallback, useSyncExternalStore } from 'react';

/** Told when this page itself writes: the browser's own event only reaches other tabs. */
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
};

const read = (key: string): string | null => {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
};

/** Parsed values by their text, so that an unchanged text gives the same object to every render. */
const parsed = new Map<string, { readonly text: string | null; readonly value: unknown }>();

/**
 * A value in this browser's storage. `parse` turns whatever is stored (null, or left by an older version) into a value and must not
 * throw. Writing null removes it. Where storage is full or forbidden the value lives as long as the page.
 */
export const useStoredValue = <T>(
  key: string,
  parse: (text: string | null) => T,
  print: (value: T) => string | null,
): readonly [T, (change: (now: T) => T) => void] => {
  const current = useCallback((): T => {
    const known = parsed.get(key);
    const text = read(key);
    if (known && known.text === text) return known.value as T;
    const value = parse(text);
    parsed.set(key, { text, value });
    return value;
  }, [key, parse]);
  const value = useSyncExternalStore(subscribe, current, () => parseOnServer(parse));
  const change = useCallback(
    (next: (now: T) => T) => {
      const text = print(next(current()));
      try {
        if (text === null) window.localStorage.removeItem(key);
        else window.localStorage.setItem(key, text);
      } catch {
        parsed.set(key, { text: read(key), value: next(current()) });
      }
      for (const listener of listeners) listener();
    },
    [key, print, current],
  );
  return [value, change];
};

const onServer = new Map<(text: string | null) => unknown, unknown>();
const parseOnServer = <T>(parse: (text: string | null) => T): T => {
  if (!onServer.has(parse)) onServer.set(parse, parse(null));
  return onServer.get(parse) as T;
};
