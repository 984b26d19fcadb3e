'use client';

import { defaultRangeExtractor, type Range, useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import { cardHeight } from './card-height.ts';
import classes from './file-window.module.css';
import type { Place } from './place.ts';

/** Cards above and below the window that are drawn ahead of the reader. */
const AHEAD = 3;
/** What covers the top of the window, and a little air. */
const COVERED_PX = 52;
/** Somebody scrolls by hand, so the file under the top bar is the one that they are at. */
const BY_HAND = ['wheel', 'touchmove', 'mousedown'] as const;
const SCROLL_KEYS = new Set(['PageDown', 'PageUp', 'Home', 'End', 'ArrowDown', 'ArrowUp', ' ']);

export type FileWindowHandle = {
  goTo(index: number): void;
  /** The page was scrolled on the reader's behalf: whatever file comes up is the one that they are at. */
  follow(): void;
};

const LISTS_KEPT = 5;

/** Where the reader was in each list of this visit, so that Back is at the same line. */
const left = new Map<string, { readonly sizes: VirtualItem[]; readonly top: number }>();

type Props = {
  readonly id: string;
  readonly files: readonly ReadFile[];
  readonly place: Place;
  readonly handle: Ref<FileWindowHandle>;
  readonly isFolded: (read: ReadFile) => boolean;
  readonly children: (read: ReadFile, index: number) => ReactNode;
};

/** The files, of which only those near the window are in the page. The page itself scrolls. */
export const FileWindow = ({ id, files, place, handle, isFolded, children }: Props) => {
  const box = useRef<HTMLDivElement>(null);
  const focused = useRef<number | null>(null);
  const follows = useRef(false);
  const [margin, setMargin] = useState<number | null>(null);
  const virtual = useWindowVirtualizer<HTMLDivElement>({
    count: margin === null ? 0 : files.length,
    scrollMargin: margin ?? 0,
    scrollPaddingStart: COVERED_PX,
    overscan: AHEAD,
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
    initialMeasurementsCache: left.get(id)?.sizes,
    estimateSize: (index) => {
      const read = files[index];
      return read ? cardHeight(read.file, isFolded(read)) : 0;
    },
    getItemKey: useCallback((index: number) => files[index]?.file.path ?? index, [files]),
    // A card with the focus stays, or what is being typed there would lose it.
    rangeExtractor: useCallback((range: Range) => {
      const shown = defaultRangeExtractor(range);
      const kept = focused.current;
      return kept === null || kept >= range.count || shown.includes(kept) ? shown : [...shown, kept].sort((a, b) => a - b);
    }, []),
    onChange: (instance) => {
      const top = (instance.scrollOffset ?? 0) + COVERED_PX + 1;
      if (follows.current && top >= instance.options.scrollMargin) place.set(instance.getVirtualItemForOffset(top)?.index ?? 0);
    },
  });

  // What stands above the list may grow or fold.
  useLayoutEffect(() => {
    const measure = () => box.current && setMargin(Math.round(box.current.getBoundingClientRect().top + window.scrollY));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const list = box.current;
    const note = (event: FocusEvent) => {
      const card = event.type === 'focusin' && event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
      focused.current = card ? Number(card.dataset.index) : null;
    };
    for (const kind of ['focusin', 'focusout'] as const) list?.addEventListener(kind, note);
    return () => {
      for (const kind of ['focusin', 'focusout'] as const) list?.removeEventListener(kind, note);
    };
  }, []);

  useEffect(() => {
    const byHand = () => {
      follows.current = true;
    };
    const byKey = (event: KeyboardEvent) => SCROLL_KEYS.has(event.key) && byHand();
    for (const kind of BY_HAND) window.addEventListener(kind, byHand, { passive: true });
    window.addEventListener('keydown', byKey);
    return () => {
      for (const kind of BY_HAND) window.removeEventListener(kind, byHand);
      window.removeEventListener('keydown', byKey);
    };
  }, []);

  const isReady = margin !== null;
  const asked = useRef<number | null>(null);
  const goTo = useCallback(
    (index: number) => {
      follows.current = false;
      place.set(index);
      if (isReady) virtual.scrollToIndex(index, { align: 'start' });
      else asked.current = index;
    },
    [virtual, place, isReady],
  );
  useImperativeHandle(
    handle,
    () => ({
      goTo,
      follow: () => {
        follows.current = true;
      },
    }),
    [goTo],
  );
  // What is read stays where it is while cards above it get their lines: the file that was gone to, else what is under the top bar.
  virtual.shouldAdjustScrollPositionOnItemSizeChange = ({ index, end }) =>
    follows.current ? end <= (virtual.scrollOffset ?? 0) + COVERED_PX : index < place.get();
  useEffect(() => {
    if (!isReady || asked.current === null) return;
    goTo(asked.current);
    asked.current = null;
  }, [isReady, goTo]);

  useBack(id, isReady, virtual.takeSnapshot);

  return (
    <div ref={box}>
      <div ref={virtual.containerRef} className={classes.list}>
        {virtual.getVirtualItems().map(({ index, key }) => {
          const read = files[index];
          return read ? (
            <div key={key} ref={virtual.measureElement} data-index={index} className={classes.place}>
              {children(read, index)}
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
};

/** Remembers sizes and place while the page is left, and is there again when it comes back with a file in its address. */
const useBack = (id: string, isReady: boolean, takeSnapshot: () => VirtualItem[]): void => {
  const top = useRef(0);
  useLayoutEffect(() => {
    if (!isReady) return;
    const was = left.get(id);
    left.delete(id);
    if (was && new URLSearchParams(window.location.search).has('file')) window.scrollTo({ top: was.top });
    const note = () => {
      top.current = window.scrollY;
    };
    note();
    window.addEventListener('scroll', note, { passive: true });
    return () => {
      window.removeEventListener('scroll', note);
      left.set(id, { sizes: takeSnapshot(), top: top.current });
      for (const oldest of [...left.keys()].slice(0, -LISTS_KEPT)) left.delete(oldest);
    };
  }, [id, isReady, takeSnapshot]);
};
