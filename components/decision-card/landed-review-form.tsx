'use client';

import { Button, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { LandedCause, LandedReviewInput } from '../../server/domain/review/landed-review.ts';
import type { LandedReviewView, ReviewRoom } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { useQueueFilter } from '../review-desk/use-queue-filter.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import actionClasses from './action-form.module.css';
import classes from './merge-state.module.css';

const WHY: Readonly<Record<LandedCause, string>> = {
  audit_sample: 'It landed without a person, and was drawn for the audit sample.',
  after_release: 'A block was let through for it, so a second person reads it after it landed.',
};
const DONE = { agree: 'You agree with what landed', disagree: 'You disagree with what landed' } as const;

/** For a change that is in already: why somebody reads it, and the one word that closes it. Draws nothing for any other. */
export const LandedReviewForm = ({ room }: { room: ReviewRoom }) => {
  const { landedReview, mayDecide } = room;
  if (landedReview === null) return null;
  if (landedReview.closed) return <Closed closed={landedReview.closed} />;
  if (mayDecide.allowed) return <Form room={room} cause={landedReview.cause} />;
  return (
    <div className={classes.state} data-testid="landed-review">
      {WHY[landedReview.cause]} {mayDecide.why}
    </div>
  );
};

const Closed = ({ closed }: { closed: NonNullable<LandedReviewView['closed']> }) => (
  <div className={classes.state} data-tone={closed.verdict === 'agree' ? 'green' : 'red'} data-testid="landed-review">
    <SafeText text={closed.by} /> read it after it landed and {closed.verdict === 'agree' ? 'agrees' : 'disagrees'},{' '}
    <RelativeTime at={closed.at} />
    {closed.reason !== '' && (
      <p>
        <SafeText text={closed.reason} multiline />
      </p>
    )}
  </div>
);

const Form = ({ room, cause }: { room: ReviewRoom; cause: LandedCause }) => {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { query } = useQueueFilter();
  const [reason, setReason] = useState('');
  const close = useMutation(
    trpc.landed.close.mutationOptions({
      onSuccess: async ({ revertTaskId }, { verdict }) => {
        const message = revertTaskId === null ? `“${room.run.task.title}” is closed.` : 'The task that takes it back is filed.';
        notifications.show({ title: DONE[verdict ?? 'agree'], message });
        if (revertTaskId !== null) router.push(`/tasks/${revertTaskId}`);
        else if (room.nextInQueue) router.push(`/reviews/${room.nextInQueue}${query}`);
      },
      onSettled: () => queryClient.invalidateQueries(),
    }),
  );
  const say = (said: Pick<LandedReviewInput, 'verdict' | 'revert'>) =>
    close.mutate({ runId: room.run.id, artifactDigest: room.artifact.digest, reason, ...said });
  const hasReason = reason.trim().length >= 3;
  const isReverted = room.run.revertedBy !== null;
  return (
    <form
      className={actionClasses.form}
      aria-label="After landing"
      data-testid="landed-review"
      onSubmit={(event) => event.preventDefault()}
    >
      <p className={classes.lead}>
        <b>
          This change is already in <SafeText text={room.run.contract.environment.baseBranch} />.
        </b>{' '}
        {WHY[cause]}
      </p>
      <Textarea
        label="What you found"
        description="Needed when you disagree. Kept with the decision and in the audit log."
        autosize
        minRows={2}
        maxLength={10_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FailurePanel error={close.error} />
      <div className={classes.buttons}>
        <Button loading={close.isPending} onClick={() => say({ verdict: 'agree', revert: false })}>
          Agree
        </Button>
        <Button
          variant="default"
          disabled={!hasReason}
          loading={close.isPending}
          onClick={() => say({ verdict: 'disagree', revert: false })}
        >
          Disagree
        </Button>
        {!isReverted && (
          <Button color="red" disabled={!hasReason} loading={close.isPending} onClick={() => say({ verdict: 'disagree', revert: true })}>
            Disagree and revert
          </Button>
        )}
      </div>
    </form>
  );
};
