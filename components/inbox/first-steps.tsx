'use client';

import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import Link from 'next/link';
import type { InboxView } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import classes from './first-steps.module.css';

/** Three steps from nothing to the first task; each is ticked by what the installation really has. */
export const FirstSteps = ({ setUp }: { setUp: InboxView['setUp'] }) => {
  const isAdmin = useMe().role === 'admin';
  const steps = [
    {
      title: 'Connect a repository',
      text: 'A path on the worker machine or a git address. Its history is mirrored here; nothing is written to it before a merge.',
      done: setUp.hasRepository,
      href: '/repositories?new=true',
      action: 'Connect',
      forAdmin: true,
    },
    {
      title: 'Choose an agent',
      text: 'Which agent and model does the work. Its key stays with the worker and never enters the sandbox.',
      done: setUp.hasAgent,
      href: '/agents?new=true',
      action: 'Choose',
      forAdmin: true,
    },
    {
      title: 'File a first task',
      text: 'One concrete outcome, where it may work, and how we will know. It runs while you do something else.',
      done: setUp.hasTask,
      href: '/tasks/new',
      action: 'File a task',
      forAdmin: false,
    },
  ];
  const next = steps.findIndex(({ done }) => !done);
  return (
    <ol className={classes.steps} aria-label="First steps">
      {steps.map((step, index) => (
        <li key={step.title} className={classes.step} data-done={step.done || undefined}>
          <span className={classes.mark} aria-hidden>
            {step.done ? <IconCheck size={14} stroke={2.2} /> : index + 1}
          </span>
          <div className={classes.words}>
            <h2 className={classes.title}>
              {step.title}
              {step.done && <span className={classes.done}> done</span>}
            </h2>
            <p className={classes.text}>{step.text}</p>
          </div>
          {!step.done &&
            (step.forAdmin && !isAdmin ? (
              <span className={classes.ask}>Ask an admin</span>
            ) : (
              <Button component={Link} href={step.href} variant={index === next ? 'filled' : 'default'}>
                {step.action}
              </Button>
            ))}
        </li>
      ))}
    </ol>
  );
};
