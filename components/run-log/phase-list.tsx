'use client';

import { IconCheck, IconCircle, IconCircleDot } from '@tabler/icons-react';
import { PHASES, type Phase } from '../../server/domain/log/event.ts';
import { isFinal } from '../../server/domain/run/machine.ts';
import type { RunStatus } from '../../server/domain/run/status.ts';
import { Elapsed } from '../ui/duration.tsx';
import { Section } from '../ui/section.tsx';
import { PHASE_WORDS } from './note-row.tsx';
import classes from './side-lists.module.css';

type Span = { readonly phase: string; readonly startedAt: number; readonly endedAt: number | null };

/** Where each phase stands; a phase that began and never ended in a run that is over was cut off. */
export const PhaseList = ({ phases, status }: { phases: readonly Span[]; status: RunStatus }) => {
  const over = isFinal(status);
  const byName = new Map(phases.map((span) => [span.phase, span]));
  return (
    <Section title="Phases">
      <ol className={classes.list}>
        {PHASES.map((phase: Phase) => {
          const span = byName.get(phase);
          const state = !span ? 'ahead' : span.endedAt !== null ? 'done' : over ? 'cut' : 'now';
          const Icon = state === 'done' ? IconCheck : state === 'now' ? IconCircleDot : IconCircle;
          return (
            <li key={phase} className={classes.item} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
              <Icon size={14} aria-hidden />
              <span className={classes.text}>
                {PHASE_WORDS[phase]}
                {state === 'cut' && ' (ended early)'}
              </span>
              {span && state !== 'cut' && (
                <span className={classes.side}>
                  <Elapsed since={span.startedAt} until={span.endedAt} />
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </Section>
  );
};
