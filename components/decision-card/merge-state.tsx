'use client';

import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FAILURES } from '../../server/domain/shared/failure.ts';
import { hasRole } from '../../server/domain/shared/role.ts';
import type { RunView } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { waitSentence } from '../ui/wait-reason.ts';
import classes from './merge-state.module.css';
import { RevertPart } from './revert-part.tsx';

/** How the merge stands, and what a person can do when it did not go through. Draws nothing before there was an approval. */
export const MergeState = ({ run }: { run: RunView }) => {
  switch (run.status) {
    case 'APPROVED':
      return (
        <div className={classes.state} role="status" data-testid="waits-to-land">
          Approved. {run.waiting.length > 0 ? `It waits to land: ${run.waiting.map(waitSentence).join('; ')}.` : 'It lands next.'}
        </div>
      );
    case 'LANDING':
      return (
        <div className={classes.state} role="status">
          Approved. What would land is being checked on <SafeText text={run.contract.environment.baseBranch} /> as it is now …
        </div>
      );
    case 'MERGING':
      return (
        <div className={classes.state} role="status">
          Approved. It is being merged into <SafeText text={run.contract.environment.baseBranch} /> …
        </div>
      );
    case 'MERGED':
      return (
        <div className={classes.state} data-tone="green" data-testid="merged">
          Merged into <SafeText text={run.contract.environment.baseBranch} />
          {run.merge && (
            <>
              {' '}
              as <CopyId value={run.merge.sha} />
            </>
          )}
          <RevertPart landedRunId={run.id} reverts={run.reverts} revertedBy={run.revertedBy} />
        </div>
      );
    case 'MERGE_REFUSED':
      return <Refused run={run} />;
    case 'CHANGES_REQUESTED':
      return run.failure ? (
        <div className={classes.state} data-testid="sent-back">
          Approved, and sent back to the agent before it landed. <SafeText text={run.failure.message} multiline />
        </div>
      ) : null;
    case 'MERGE_OUTCOME_UNKNOWN':
      return <Unknown run={run} />;
    default:
      return null;
  }
};

const useRenewal = () => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return { onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.reviews.pathKey() }) };
};

const Refused = ({ run }: { run: RunView }) => {
  const trpc = useTRPC();
  const me = useMe();
  const retry = useMutation(trpc.reviews.retryMerge.mutationOptions(useRenewal()));
  return (
    <div className={classes.state} data-tone="red" role="status">
      <b>The merge was refused.</b> {run.failure ? <SafeText text={run.failure.message} multiline /> : 'No reason was given.'}
      {run.failure && <p>{FAILURES[run.failure.code].next}</p>}
      <FailurePanel error={retry.error} />
      {hasRole(me.role, 'reviewer') && (
        <Button variant="default" mt={6} loading={retry.isPending} onClick={() => retry.mutate({ runId: run.id })}>
          Merge again
        </Button>
      )}
    </div>
  );
};

const Unknown = ({ run }: { run: RunView }) => {
  const trpc = useTRPC();
  const me = useMe();
  const [sha, setSha] = useState('');
  const settle = useMutation(trpc.reviews.settleUnknownMerge.mutationOptions(useRenewal()));
  return (
    <div className={classes.state} data-tone="red" role="status">
      <b>Nobody knows whether the merge arrived.</b>
      <p>
        The connection to the origin was lost between the push and its answer, and the origin could not be asked afterwards. It is not tried
        again by itself, because that could merge twice. Look at <SafeText text={run.contract.environment.baseBranch} /> on the origin: is
        there a commit with the trailer <code>Countersign-Run: {run.id}</code>?
      </p>
      {hasRole(me.role, 'admin') ? (
        <>
          <TextInput
            label="Its commit id, when it is there"
            value={sha}
            onChange={(event) => setSha(event.currentTarget.value)}
            ff="monospace"
            maxLength={64}
          />
          <FailurePanel error={settle.error} />
          <div className={classes.buttons}>
            <Button
              disabled={sha.trim() === ''}
              loading={settle.isPending}
              onClick={() => settle.mutate({ runId: run.id, found: true, sha: sha.trim() })}
            >
              It is there
            </Button>
            <Button variant="default" loading={settle.isPending} onClick={() => settle.mutate({ runId: run.id, found: false })}>
              It is not there
            </Button>
          </div>
        </>
      ) : (
        <p>An admin looks at the origin and says here which it was.</p>
      )}
    </div>
  );
};
