'use client';

import { type ReactNode, useId } from 'react';
import classes from './section.module.css';

/** A titled part of a page. `count` stands beside the title; `hint` explains it in one line. */
export const Section = ({
  title,
  count,
  hint,
  actions,
  children,
}: {
  title: string;
  count?: number;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) => {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 className={classes.title} id={id}>
          {title}
          {count !== undefined && <span className={classes.count}>{count.toLocaleString('en')}</span>}
        </h2>
        {hint && <span className={classes.hint}>{hint}</span>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
};
