'use client';

import { useOs } from '@mantine/hooks';
import classes from './key-caps.module.css';
import { keyCaps } from './key-match.ts';

/** A key as one presses it. */
export const KeyCaps = ({ binding }: { binding: string }) => {
  const os = useOs();
  return (
    <span className={classes.caps}>
      {keyCaps(binding, os === 'macos' || os === 'ios').map((cap) => (
        <kbd key={cap} className={classes.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  );
};
