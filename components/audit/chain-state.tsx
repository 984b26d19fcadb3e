'use client';

import { Button } from '@mantine/core';
import { IconAlertOctagon, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { countOf } from '../ui/format.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { StateWord } from '../ui/state-word.tsx';
import classes from './audit-log.module.css';

/** Proves the whole chain when somebody asks, whatever the filter, and says what came of it. */
export const ChainState = () => {
  const trpc = useTRPC();
  const proof = useQuery(trpc.audit.verify.queryOptions(undefined, { enabled: false, retry: false, gcTime: Number.POSITIVE_INFINITY }));
  const { data, isFetching } = proof;
  return (
    <div className={classes.proof} aria-busy={isFetching}>
      <div className={classes.proofLine} aria-live="polite">
        {isFetching ? (
          <StateWord look="busy">Reading every entry and its hash</StateWord>
        ) : data?.ok ? (
          <>
            <StateWord look="good">{`${countOf(data.entries, 'entry', 'entries')}, unbroken`}</StateWord>
            <span className={classes.quiet}>
              proved <RelativeTime at={data.at} />
            </span>
          </>
        ) : data?.firstBreak ? (
          <StateWord look="bad">{`Broken at entry ${data.firstBreak.position.toLocaleString('en')}`}</StateWord>
        ) : (
          <span className={classes.quiet}>Each entry holds the hash of the one before it.</span>
        )}
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconShieldCheck size={14} aria-hidden />}
          disabled={isFetching}
          onClick={() => void proof.refetch()}
        >
          Verify
        </Button>
      </div>
      {!isFetching && proof.isError && <FailurePanel error={proof.error} onRetry={() => void proof.refetch()} />}
      {!isFetching && data?.firstBreak && (
        <div className={classes.broken} role="alert">
          <IconAlertOctagon size={18} stroke={1.8} aria-hidden />
          <p>
            {data.firstBreak.message} The application never changes an entry, so somebody changed the database. Compare it with an earlier
            export: <code>npm run verify-audit -- --earlier FILE</code>
          </p>
        </div>
      )}
    </div>
  );
};
