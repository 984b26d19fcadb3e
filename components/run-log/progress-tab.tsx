'use client';

import { Progress } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import type { RunView } from '../../server/ports/read-model.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { waitSentence } from '../ui/wait-reason.ts';
import { LogList } from './log-list.tsx';
import { PhaseList } from './phase-list.tsx';
import { PlanList } from './plan-list.tsx';
import classes from './run-page.module.css';
import { SteeringBox } from './steering-box.tsx';
import type { useRunLog } from './use-run-log.ts';

/** The log with its tail, and beside it how far the run is and what the agent plans. */
export const ProgressTab = ({ run, log }: { run: RunView; log: ReturnType<typeof useRunLog> }) => {
  const { derived } = log.view;
  const read = log.view.lastSeq();
  return (
    <div className={classes.progress}>
      <div className={classes.main}>
        <FailurePanel error={log.error} />
        {log.connection === 'loading' && log.total > read && (
          <div className={classes.loading} role="status">
            <Progress value={(read / log.total) * 100} w={160} size="sm" aria-label="Loading the log" />
            {read.toLocaleString('en')} of {log.total.toLocaleString('en')} entries
          </div>
        )}
        {read === 0 && log.connection !== 'loading' ? (
          <EmptyState icon={IconClock} title="Nothing has happened yet">
            {run.waiting.length > 0
              ? `It waits: ${run.waiting.map(waitSentence).join('; ')}.`
              : 'The first entries appear here as soon as a worker takes the run.'}
          </EmptyState>
        ) : (
          <LogList view={log.view} version={log.version} connection={log.connection} />
        )}
        <SteeringBox run={run} question={derived.openQuestion} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls, so the keyboard must reach it */}
      <aside className={classes.side} aria-label="Phases and plan" tabIndex={0}>
        <PhaseList phases={[...derived.phases.values()]} status={run.status} />
        <PlanList plan={derived.plan} />
      </aside>
    </div>
  );
};
