'use client';

import { Button } from '@mantine/core';
import { RelativeTime } from '../ui/relative-time.tsx';
import classes from './draft-note.module.css';

/** Where the text in the form comes from, when it is not from now; and what was set aside for it. */
export const DraftNote = ({
  restoredAt,
  hasAside,
  isKept,
  onStartOver,
  onBringBack,
}: {
  restoredAt: number | null;
  hasAside: boolean;
  isKept: boolean;
  onStartOver: () => void;
  onBringBack: () => void;
}) => (
  <>
    {restoredAt !== null && (
      <p className={classes.note} role="status">
        <span>
          What you typed <RelativeTime at={restoredAt} /> is restored.
        </span>
        <Button variant="default" size="compact-xs" onClick={onStartOver}>
          Discard it
        </Button>
      </p>
    )}
    {hasAside && (
      <p className={classes.note} role="status">
        <span>What was in the form before is set aside.</span>
        <Button variant="default" size="compact-xs" onClick={onBringBack}>
          Restore it
        </Button>
      </p>
    )}
    {!isKept && (
      <p className={classes.note} role="alert">
        This browser keeps no drafts: a reload would lose what you type.
      </p>
    )}
  </>
);
