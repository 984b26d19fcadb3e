'use client';

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CheckResult } from '../../server/domain/verification/check.ts';
import { useTRPC } from '../api/trpc.tsx';
import { TerminalPane } from '../run-log/terminal-pane.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { Duration } from '../ui/duration.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import classes from './check-list.module.css';
import { OUTCOME_WORDS } from './outcome-words.ts';

/** One receipt: which tree, which image, how it ended, what it printed. */
export const CheckSide = ({ runId, title, result }: { runId: string; title: string; result: CheckResult }) => {
  const trpc = useTRPC();
  const output = useQuery({
    ...trpc.reviews.checkOutput.queryOptions({ runId, name: result.name, subject: result.subject }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className={classes.side} aria-label={`${result.name} ${title.toLowerCase()}`}>
      <div className={classes.sideHead}>
        <b>{title}</b>
        <span>
          {OUTCOME_WORDS[result.outcome]}
          {result.exitCode !== null && `, exit ${result.exitCode}`}
        </span>
        <Duration ms={result.durationMs} />
        <span className={classes.ids}>
          tree <CopyId value={result.treeId} /> image <CopyId value={result.imageDigest} />
        </span>
      </div>
      {output.error ? (
        <FailurePanel error={output.error} onRetry={() => void output.refetch()} />
      ) : output.data === undefined ? (
        <Skeleton height={60} />
      ) : output.data.output === '' ? (
        <p className={classes.sentence}>It printed nothing.</p>
      ) : (
        <TerminalPane text={output.data.output} label={`Output of ${result.name} ${title.toLowerCase()}`} />
      )}
      {result.outputTruncated && <p className={classes.sentence}>Only a part of the output was kept.</p>}
    </section>
  );
};
