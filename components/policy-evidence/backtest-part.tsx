'use client';

import { Button, Progress } from '@mantine/core';
import { Elapsed } from '../ui/duration.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { BacktestReport } from './backtest-report.tsx';
import classes from './evidence.module.css';
import type { useBacktest } from './use-backtest.ts';

/** A backtest with its progress. It runs beside everything else: nothing waits for it. */
export const BacktestPart = ({ query }: { query: ReturnType<typeof useBacktest> }) => (
  <>
    {query.isFetching && (
      <div role="status" className={classes.busy}>
        <span>
          Replaying earlier artifacts under this text
          {query.startedAt > 0 && (
            <>
              {' '}
              since <Elapsed since={query.startedAt} />
            </>
          )}
          . You can go on meanwhile.
        </span>
        <Progress value={100} animated size="sm" aria-label="Backtest" />
      </div>
    )}
    {query.isError && !query.isFetching && <FailurePanel error={query.error} onRetry={() => void query.refetch()} />}
    {query.data && !query.isFetching && <BacktestReport report={query.data} />}
    {query.data && !query.isFetching && (
      <Button variant="subtle" size="compact-xs" onClick={() => void query.refetch()}>
        Run it again
      </Button>
    )}
  </>
);
