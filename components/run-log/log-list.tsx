'use client';

import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import classes from './log-list.module.css';
import { LogRowView } from './log-row-view.tsx';
import type { LogView } from './log-view.ts';
import { TerminalLine } from './terminal-line.tsx';
import type { LogConnection } from './use-run-log.ts';

/** Nearer to the end than this, the list counts as being at its end. */
const NEAR_END_PX = 48;

/** The log, of which only what is in view exists in the page. Follows its tail until the reader scrolls up. */
export const LogList = ({ view, version, connection }: { view: LogView; version: number; connection: LogConnection }) => {
  const box = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const [following, setFollowing] = useState(true);
  const [leftAt, setLeftAt] = useState(0);
  const count = view.flat.length;

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: (index) => ((view.flat[index]?.line ?? -1) >= 0 ? 18 : 32),
    overscan: 16,
    getItemKey: useCallback(
      (index: number) => {
        const item = view.flat[index];
        return item ? item.row.seq * 1_000_000 + item.line + 1 : index;
      },
      [view],
    ),
  });
  const height = virtual.getTotalSize();

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !following || height === 0) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, [following, height]);

  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    const movedUp = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    if (fromEnd <= NEAR_END_PX) setFollowing(true);
    else if (movedUp && following) {
      setFollowing(false);
      setLeftAt(count);
    }
  };

  // What is pressed inside may grow a row and so move the end away; the reader stays where they read.
  useEffect(() => {
    const element = box.current;
    const stay = (event: Event) => {
      if (event.target instanceof Element && event.target.closest('button, summary')) {
        setFollowing(false);
        setLeftAt(view.flat.length);
      }
    };
    element?.addEventListener('click', stay);
    return () => element?.removeEventListener('click', stay);
  }, [view]);

  return (
    <div className={classes.frame}>
      <div
        ref={box}
        className={classes.box}
        onScroll={onScroll}
        role="log"
        aria-label="Progress log"
        aria-live="off"
        aria-busy={connection === 'loading'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
        tabIndex={0}
        data-testid="log"
        data-last-seq={view.lastSeq()}
        data-rows={count}
        data-following={following}
      >
        <div className={classes.all} style={{ height }} data-version={version}>
          {virtual.getVirtualItems().map((item) => {
            const shown = view.flat[item.index];
            if (!shown) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                data-seq={shown.row.seq}
                className={classes.placed}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {shown.line >= 0 && shown.row.view.type === 'output' ? (
                  <div className={classes.line}>
                    <span className={classes.lineNumber} aria-hidden>
                      {shown.line + 1}
                    </span>
                    <TerminalLine line={shown.row.view.lines[shown.line] ?? ''} />
                  </div>
                ) : (
                  <LogRowView
                    row={shown.row}
                    rowVersion={shown.row.version}
                    open={view.isOpen(shown.row)}
                    setOpen={(open) => view.setOpen(shown.row, open)}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      {!following && count > 0 && (
        <Button
          className={classes.jump}
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={() => setFollowing(true)}
          data-testid="jump-to-end"
        >
          Jump to end{count > leftAt ? ` (${(count - leftAt).toLocaleString('en')} new)` : ''}
        </Button>
      )}
    </div>
  );
};
