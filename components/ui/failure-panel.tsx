'use client';

import { Button } from '@mantine/core';
import { IconAlertOctagon, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { failureOf } from '../api/failure.ts';
import classes from './failure-panel.module.css';

/** What happened, why, and what to do next. Takes whatever a query or mutation threw; draws nothing for null. */
export const FailurePanel = ({ error, onRetry, children }: { error: unknown; onRetry?: () => void; children?: ReactNode }) => {
  if (error === null || error === undefined) return null;
  const failure = failureOf(error);
  const details = Object.entries(failure.detail ?? {});
  return (
    <div className={classes.panel} role="alert" data-failure={failure.code}>
      <IconAlertOctagon size={18} stroke={1.8} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <p className={classes.message}>{failure.message}</p>
        <p className={classes.next}>{failure.next}</p>
        {details.length > 0 && (
          <ul className={classes.details}>
            {details.map(([field, message]) => (
              <li key={field}>
                <code>{field}</code>: {message}
              </li>
            ))}
          </ul>
        )}
        {children}
      </div>
      {onRetry && (
        <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
};
