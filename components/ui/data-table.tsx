'use client';

import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** A plain table with quiet heads and 36 px rows; it scrolls sideways by itself on a narrow screen. */
export const DataTable = ({
  label,
  head,
  children,
}: {
  label: string;
  head: readonly { readonly text: string; readonly align?: 'right'; readonly wide?: true }[];
  children: ReactNode;
}) => (
  <section className={classes.scroll} aria-label={label}>
    <table className={classes.table}>
      <thead>
        <tr>
          {head.map(({ text, align, wide }) => (
            <th key={text} scope="col" data-align={align} data-wide={wide}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);
