import type { ReactNode } from 'react';
import classes from './claim.module.css';

/** Words that the agent said and nobody checked: quoted, labelled, never green. */
export const Claim = ({ by = 'agent', children }: { by?: 'agent' | 'control_plane'; children: ReactNode }) => (
  <div className={classes.claim} data-testid="claim">
    <span className={classes.label}>{by === 'agent' ? "agent's claim" : 'written from the log, the agent handed nothing over'}</span>
    {children}
  </div>
);
