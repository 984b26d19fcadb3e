'use client';

import classes from './connection.module.css';
import { useNow } from './now.ts';

/** Whether this page still hears from the server: apart from the state of what it shows. `at`: last answer, epoch ms. */
export const Connection = ({ isError, at }: { isError: boolean; at: number }) => {
  const now = useNow();
  const age = now === 0 || at === 0 ? 0 : now - at;
  const lost = isError || age > 30_000;
  return (
    <span className={classes.connection} data-lost={lost || undefined} role="status">
      <span className={classes.dot} aria-hidden />
      {lost ? 'Not connected, trying again' : 'Live'}
    </span>
  );
};
