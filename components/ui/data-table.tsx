'use client';

import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** `width` in px; columns without one share what is left. */
export type Column = { readonly text: string; readonly align?: 'right'; readonly width?: number };

/** A plain table with quiet heads and 36 px rows; on a narrow screen it scrolls sideways by itself. */
export const DataTable = ({ label, head, children }: { label: string; head: readonly Column[]; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
  <section className={classes.scroll} aria-label={label} tabIndex={0}>
    <table className={classes.table}>
      <colgroup>
        {head.map(({ text, width }) => (
          <col key={text} style={width === undefined ? undefined : { width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {head.map(({ text, align }) => (
            <th key={text} scope="col" data-align={align}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);
