'use client';

import { IconCircleCheck, IconCircleX, IconClock, IconLoader2, IconQuestionMark, IconReceipt2 } from '@tabler/icons-react';
import { Duration } from '../ui/duration.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './log-row.module.css';
import type { CheckView, LogRow } from './log-rows.ts';
import { RowTime } from './row-time.tsx';

const LOOKS = {
  started: { word: 'running', tone: 'blue', icon: IconLoader2 },
  passed: { word: 'passed', tone: 'green', icon: IconCircleCheck },
  failed: { word: 'failed', tone: 'red', icon: IconCircleX },
  timed_out: { word: 'timed out', tone: 'red', icon: IconClock },
  not_run: { word: 'could not be run', tone: 'amber', icon: IconQuestionMark },
} as const;

/** A check that we ran ourselves. On the base a reproduction is meant to fail, so failing there is not drawn as bad. */
export const CheckRow = ({ row, view }: { row: LogRow; view: CheckView }) => {
  const look = LOOKS[view.state];
  const onBase = view.subject === 'base';
  const tone = onBase && (view.state === 'passed' || view.state === 'failed') ? 'grey' : look.tone;
  return (
    <div className={classes.row}>
      <IconReceipt2 size={15} className={classes.icon} role="img" aria-label="Our check" />
      <span className={classes.words}>
        <span className={classes.ours}>Our check</span>{' '}
        <b className={classes.mono}>
          <SafeText text={view.name} />
        </b>{' '}
        on the {onBase ? 'base' : 'result'}:{' '}
        <span className={classes.toned} data-tone={tone}>
          <look.icon size={14} aria-hidden className={view.state === 'started' ? classes.spin : undefined} /> {look.word}
        </span>
        {view.exitCode !== null && view.state !== 'started' && <span className={classes.quiet}> exit {view.exitCode}</span>}
        {view.ms !== null && (
          <span className={classes.quiet}>
            {' '}
            in <Duration ms={view.ms} />
          </span>
        )}
      </span>
      <RowTime at={row.at} />
    </div>
  );
};
