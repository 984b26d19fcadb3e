'use client';

import { UnstyledButton } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './evidence.module.css';
import type { PolicyMark } from './policy-marks.ts';

const MOST = 8;

/** Everything that is wrong or worth a look, errors first; each leads to its line when there is an editor to show it. */
export const ProblemList = ({ marks, onGo }: { marks: readonly PolicyMark[]; onGo?: (mark: PolicyMark) => void }) => {
  const [isWhole, setWhole] = useState(false);
  if (marks.length === 0)
    return (
      <p className={classes.fine}>
        <IconCircleCheck size={15} aria-hidden />
        No problem was found.
      </p>
    );
  const shown = isWhole ? marks : marks.slice(0, MOST);
  return (
    <>
      <ul className={classes.rows} aria-label="Problems">
        {shown.map((mark) => {
          const Icon = mark.severity === 'error' ? IconAlertOctagon : IconAlertTriangle;
          return (
            <li key={`${mark.line} ${mark.column} ${mark.message}`} data-severity={mark.severity}>
              <span className={classes.tone} data-tone={mark.severity === 'error' ? 'red' : 'amber'}>
                <Icon size={15} stroke={1.8} aria-hidden />
                {mark.severity === 'error' ? 'Error' : 'Warning'}
              </span>
              {onGo ? (
                <UnstyledButton className={classes.go} onClick={() => onGo(mark)}>
                  line {mark.line}
                </UnstyledButton>
              ) : (
                <span className={classes.quiet}>line {mark.line}</span>
              )}
              <span className={classes.words}>{mark.message}</span>
            </li>
          );
        })}
      </ul>
      {marks.length > MOST && (
        <UnstyledButton className={classes.go} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${marks.length}`}
        </UnstyledButton>
      )}
    </>
  );
};
