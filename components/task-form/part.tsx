'use client';

import { type ReactNode, useId } from 'react';
import classes from './part.module.css';

/** One question of the contract, with the fields that answer it. */
export const Part = ({ question, hint, children }: { question: string; hint?: ReactNode; children: ReactNode }) => {
  const id = useId();
  return (
    <section className={classes.part} aria-labelledby={id}>
      <h2 className={classes.question} id={id}>
        {question}
      </h2>
      {hint && <p className={classes.hint}>{hint}</p>}
      <div className={classes.fields}>{children}</div>
    </section>
  );
};
