'use client';

import classes from './run-header.module.css';
import type { LogConnection } from './use-run-log.ts';

/** Entries stored but not yet shown, past which the page admits that it lags. */
const BEHIND = 200;

const WORDS = {
  loading: 'loading the log',
  live: 'live',
  reconnecting: 'reconnecting, nothing is lost',
  ended: 'log complete',
  behind: 'catching up',
} as const;

/** How this page is connected; it says nothing about the run. */
export const ConnectionBadge = ({ connection, behind }: { connection: LogConnection; behind: number }) => {
  const state = connection === 'live' && behind > BEHIND ? 'behind' : connection;
  return (
    <span
      className={classes.connection}
      data-state={state}
      data-testid="connection"
      role="status"
      title="Connection of this page to the log"
    >
      <span className={classes.dot} aria-hidden />
      {WORDS[state]}
      {state === 'behind' && ` (${behind.toLocaleString('en')} entries)`}
    </span>
  );
};
