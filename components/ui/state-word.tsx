'use client';

import { IconAlertOctagon, IconCircleCheck, IconCircleDashed, IconLoader2 } from '@tabler/icons-react';
import classes from './state-word.module.css';

const LOOKS = {
  busy: { icon: IconLoader2, tone: 'blue' },
  good: { icon: IconCircleCheck, tone: 'green' },
  bad: { icon: IconAlertOctagon, tone: 'red' },
  none: { icon: IconCircleDashed, tone: 'grey' },
} as const;

/** The state of a thing that was tested: icon, word and colour. */
export const StateWord = ({ look, children }: { look: keyof typeof LOOKS; children: string }) => {
  const { icon: Icon, tone } = LOOKS[look];
  return (
    <span className={classes.state} data-tone={tone} data-look={look}>
      <Icon size={15} stroke={1.8} aria-hidden />
      {children}
    </span>
  );
};
