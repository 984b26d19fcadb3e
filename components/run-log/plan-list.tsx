'use client';

import { IconCircle, IconCircleDot, IconSquareCheck } from '@tabler/icons-react';
import type { EventBody } from '../../server/domain/log/event.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';
import classes from './side-lists.module.css';

const STATES = { completed: 'done', in_progress: 'now', pending: 'ahead' } as const;

/** The agent's plan, ticked by the agent: a claim, so never green. */
export const PlanList = ({ plan }: { plan: Extract<EventBody, { kind: 'plan' }>['entries'] }) => {
  if (plan.length === 0) return null;
  const done = plan.filter(({ status }) => status === 'completed').length;
  return (
    <Section title="Agent's plan" hint={`${done} of ${plan.length}`}>
      <ol className={classes.list}>
        {plan.map((entry, index) => {
          const Icon = entry.status === 'completed' ? IconSquareCheck : entry.status === 'in_progress' ? IconCircleDot : IconCircle;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a plan has no ids, and is replaced as a whole
            <li key={index} className={classes.item} data-state={STATES[entry.status]}>
              <Icon size={14} aria-label={entry.status.replace('_', ' ')} role="img" />
              <SafeText text={entry.content} className={classes.text} />
            </li>
          );
        })}
      </ol>
    </Section>
  );
};
