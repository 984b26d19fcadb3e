import type { RunEvent } from '../../server/domain/log/event.ts';
import { deriveEvent, emptyDerived } from './derive-rows.ts';
import { type LogRow, shownLines } from './log-rows.ts';
import { hasGap, LOG_START, mergeEvents } from './log-store.ts';

/** One thing on the screen: a row, or with `line` ≥ 0 one line of an output row. */
export type FlatItem = { readonly row: LogRow; readonly line: number };

/**
 * The log of one run as the page holds it: merged by sequence number, derived into rows, flattened for the virtual list. It
 * changes in place and counts versions, so that a batch costs what it brings and not what is there already.
 */
export const createLogView = () => {
  let position = LOG_START;
  let version = 0;
  const derived = emptyDerived();
  const events: RunEvent[] = [];
  const folds = new Map<string, boolean>();
  const flat: FlatItem[] = [];
  let flattenedRows = 0;
  let flattenedLines = 0;
  let refolded = 0;
  const listeners = new Set<() => void>();

  const isOpen = (row: LogRow): boolean => folds.get(row.key) ?? (row.view.type === 'output' ? !row.view.folded : false);

  const flattenTail = () => {
    if (refolded !== derived.refolded) {
      refolded = derived.refolded;
      flat.length = 0;
      flattenedRows = 0;
      flattenedLines = 0;
    }
    for (let at = Math.max(0, flattenedRows - 1); at < derived.rows.length; at += 1) {
      const row = derived.rows[at];
      if (!row) break;
      if (at >= flattenedRows) {
        flat.push({ row, line: -1 });
        flattenedRows = at + 1;
        flattenedLines = 0;
      }
      if (row.view.type === 'output' && isOpen(row))
        for (const end = shownLines(row.view); flattenedLines < end; flattenedLines += 1) flat.push({ row, line: flattenedLines });
    }
  };

  const changed = () => {
    version += 1;
    for (const listener of listeners) listener();
  };

  return {
    derived,
    /** Every event, as stored, in order. */
    events,
    flat,
    isOpen,
    lastSeq: () => position.appliedSeq,
    hasGap: () => hasGap(position),
    version: () => version,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    apply: (batch: readonly RunEvent[]) => {
      const merged = mergeEvents(position, batch);
      position = merged.position;
      if (merged.appended.length === 0) return;
      for (const event of merged.appended) {
        events.push(event);
        deriveEvent(derived, event);
      }
      flattenTail();
      changed();
    },
    /** Folding an output changes what is in the list; it is laid out again from the start. */
    setOpen: (row: LogRow, open: boolean) => {
      folds.set(row.key, open);
      if (row.view.type === 'output') {
        derived.refolded += 1;
        flattenTail();
      }
      changed();
    },
  };
};
export type LogView = ReturnType<typeof createLogView>;
