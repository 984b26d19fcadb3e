'use client';

import { IconArrowNarrowRight } from '@tabler/icons-react';
import type { PolicyChange } from '../../server/domain/policy/policy-changes.ts';
import classes from './evidence.module.css';

/** What is another one, rule by rule, as sentences: before above, after below. */
export const ChangeList = ({ changes, label = 'What changes' }: { changes: readonly PolicyChange[]; label?: string }) => {
  if (changes.length === 0) return <p className={classes.none}>It says the same.</p>;
  return (
    <ul className={classes.changes} aria-label={label}>
      {changes.map(({ what, was, now }) => (
        <li key={what}>
          <span className={classes.what}>
            <code>{what}</code>
            <span className={classes.quiet}>
              {what.includes(' ') ? 'changes' : was === null ? 'is new' : now === null ? 'is gone' : 'changes'}
            </span>
          </span>
          {was !== null && <del className={classes.was}>{was}</del>}
          {now !== null && (
            <ins className={classes.now}>
              {was !== null && <IconArrowNarrowRight size={14} aria-hidden />}
              {now}
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
};
