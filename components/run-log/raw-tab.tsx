'use client';

import { IconFileText } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { visibleText } from '../ui/visible-characters.ts';
import type { LogView } from './log-view.ts';
import classes from './raw-tab.module.css';

/** Characters of one event drawn here. */
const SHOWN = 4_000;

/** Every event as stored, one a line. */
export const RawTab = ({ view, version }: { view: LogView; version: number }) => {
  const box = useRef<HTMLElement>(null);
  const { events } = view;
  const virtual = useVirtualizer({ count: events.length, getScrollElement: () => box.current, estimateSize: () => 20, overscan: 20 });
  if (events.length === 0) return <EmptyState icon={IconFileText} title="No events yet" />;
  return (
    <section
      ref={box}
      className={classes.box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
      tabIndex={0}
      aria-label="Raw events"
      data-testid="raw-log"
      data-version={version}
    >
      <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const event = events[item.index];
          if (!event) return null;
          const { kind, ...rest } = event.body;
          const text = JSON.stringify(rest);
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              data-seq={event.seq}
              className={classes.row}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span className={classes.seq}>{event.seq}</span>
              <span className={classes.at}>{new Date(event.at).toISOString().slice(11, 23)}</span>
              <span className={classes.kind}>{kind}</span>
              <span className={classes.body}>
                {visibleText(text.slice(0, SHOWN))}
                {text.length > SHOWN && ` … ${(text.length - SHOWN).toLocaleString('en')} more characters`}
              </span>
            </div>
          );
        })}
      </div>
    </section>
  );
};
