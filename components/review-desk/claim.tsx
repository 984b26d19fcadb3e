import type { ReactNode } from 'react';
import type { HandoffBy } from '../../server/domain/artifact/manifest.ts';
import classes from './claim.module.css';

const LABELS: Readonly<Record<HandoffBy, string>> = {
  agent: "agent's claim",
  control_plane: 'written from the log, the agent handed nothing over',
  revert: 'made by the control plane, no agent worked on it',
  suggestions: 'a reviewer put lines in; the agent said this about its own result',
};

/** Words that the agent said and nobody checked: quoted, labelled, never green. */
export const Claim = ({ by = 'agent', children }: { by?: HandoffBy; children: ReactNode }) => (
  <div className={classes.claim} data-testid="claim">
    <span className={classes.label}>{LABELS[by]}</span>
    {children}
  </div>
);
