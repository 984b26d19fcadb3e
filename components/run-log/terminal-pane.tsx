'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import classes from './terminal.module.css';
import { TerminalLine } from './terminal-line.tsx';
import { splitLines } from './terminal-text.ts';

/** A whole output in a box of its own; only the lines in view are drawn. `label` names it for screen readers. */
export const TerminalPane = ({ text, label }: { text: string; label: string }) => {
  const box = useRef<HTMLElement>(null);
  const lines = useMemo(() => splitLines(text.endsWith('\n') ? text.slice(0, -1) : text).lines, [text]);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => 18, overscan: 12 });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
    <section ref={box} className={classes.pane} tabIndex={0} aria-label={label}>
      <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className={classes.placed}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <TerminalLine line={lines[item.index] ?? ''} />
          </div>
        ))}
      </div>
    </section>
  );
};
