'use client';

import { IconAlertTriangle } from '@tabler/icons-react';
import classes from './evidence.module.css';

/** In what a text lets more through. A second admin has to confirm such a version. */
export const WideningList = ({
  sentences,
  title = 'It lets more through, so a second admin has to confirm it',
}: {
  sentences: readonly string[];
  title?: string;
}) => {
  if (sentences.length === 0) return null;
  return (
    <div className={classes.wider} data-testid="widening">
      <p className={classes.widerTitle}>
        <IconAlertTriangle size={16} aria-hidden />
        {title}
      </p>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
};
