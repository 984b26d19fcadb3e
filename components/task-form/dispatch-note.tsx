'use client';

import { IconLock, IconMoon, IconUserCheck } from '@tabler/icons-react';
import classes from './dispatch-note.module.css';

const WORDS = {
  unattended: { title: 'May run unattended', icon: IconMoon, tone: 'green' },
  attended: { title: 'Needs a person attending', icon: IconUserCheck, tone: 'amber' },
  deny: { title: 'Policy does not let this start', icon: IconLock, tone: 'red' },
} as const;

/** What the active policy would do with this contract, and why. */
export const DispatchNote = ({
  dispatch,
}: {
  dispatch: { readonly dispatch: keyof typeof WORDS; readonly because: readonly string[] };
}) => {
  const words = WORDS[dispatch.dispatch];
  return (
    <section className={classes.note} data-tone={words.tone} data-dispatch={dispatch.dispatch} aria-label="What policy would do">
      <words.icon size={16} aria-hidden />
      <div>
        <p className={classes.title}>{words.title}</p>
        <ul className={classes.because}>
          {dispatch.because.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    </section>
  );
};
