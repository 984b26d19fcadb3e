'use client';

import { IconSignature } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './entrance.module.css';

/** What stands before the frame: one small form in the middle. */
export const Entrance = ({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) => (
  <main className={classes.room}>
    <div className={classes.box}>
      <p className={classes.brand}>
        <IconSignature size={20} stroke={1.8} aria-hidden />
        Countersign
      </p>
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.text}>{text}</p>
      {children}
    </div>
  </main>
);
