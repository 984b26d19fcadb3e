'use client';

import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { type ReviewInput, reviewInputSchema } from '../../server/domain/review/review.ts';
import type { RunStatus } from '../../server/domain/run/status.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { commentsToSend } from '../artifact-diff/pending-comments.ts';
import type { ReviewDraft } from '../artifact-diff/review-draft.ts';
import { useStoredValue } from '../artifact-diff/stored-value.ts';
import { useQueueFilter } from '../review-desk/use-queue-filter.ts';
import { statusWord } from '../ui/status-badge.tsx';
import { type GivenDraft, useGiven } from './use-given.ts';

export type Verdict = ReviewInput['verdict'];
export type Deciding = {
  readonly verdict: Verdict | null;
  readonly reason: string;
  /** What is wrong with what was typed, found before it is sent. */
  readonly problem: string | null;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly given: GivenDraft;
  /** Never kept anywhere but in this form. */
  readonly password: string;
  choose(verdict: Verdict | null): void;
  write(reason: string): void;
  typePassword(password: string): void;
  send(): void;
};

const keep = (text: string | null): string => text ?? '';
const print = (text: string): string | null => (text === '' ? null : text);
const DONE: Readonly<Record<Verdict, string>> = { approve: 'Approved', request_changes: 'Sent to the agent', reject: 'Rejected' };

/** What the notice says: the decision, and what became of the run with it. */
const noticeOf = (verdict: Verdict, status: RunStatus, title: string): string =>
  verdict === 'approve' && status === 'IN_REVIEW'
    ? `Your approval of “${title}” is recorded; it still needs more.`
    : `“${title}”: ${statusWord(status).toLowerCase()}.`;

/**
 * The decision of this person on one artifact, bound to its digest. The reason is kept by run and not by digest, so that it survives a
 * stale page. Goes to the next in the queue when it was taken. `whyWait` may say something once before an approval is sent.
 */
export const useDeciding = (room: ReviewRoom, draft: ReviewDraft, whyWait: () => string | null): Deciding => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { query } = useQueueFilter();
  const runId = room.run.id;
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const given = useGiven(room.artifact.digest);
  const [problem, setProblem] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [wasAsked, setWasAsked] = useState(false);
  const [reason, changeReason] = useStoredValue(`countersign.reason.${runId}`, keep, print);
  const decide = useMutation(
    trpc.reviews.decide.mutationOptions({
      onSuccess: async ({ status, followUpRunId }, sent) => {
        changeReason(() => '');
        draft.actions.clear();
        given.clear();
        setVerdict(null);
        setPassword('');
        notifications.show({
          title: followUpRunId ? `${DONE[sent.verdict]}: the next run is queued` : DONE[sent.verdict],
          message: noticeOf(sent.verdict, status, room.run.task.title),
        });
        if (room.nextInQueue && status !== 'IN_REVIEW') router.push(`/reviews/${room.nextInQueue}${query}`);
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.reviews.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.inbox.pathKey() }),
        ]);
      },
    }),
  );
  return {
    verdict,
    reason,
    problem,
    error: decide.error,
    isPending: decide.isPending,
    given,
    password,
    typePassword: setPassword,
    choose: (next) => {
      setProblem(null);
      decide.reset();
      setVerdict((now) => (now === next ? null : next));
    },
    write: (text) => {
      setProblem(null);
      changeReason(() => text);
    },
    send: () => {
      if (!verdict || decide.isPending) return;
      const review = reviewInputSchema.safeParse({
        runId,
        artifactDigest: room.artifact.digest,
        verdict,
        reason,
        comments: commentsToSend(draft.comments),
        checklist: given.checklist,
        acks: verdict === 'approve' ? given.acks : {},
      });
      if (!review.success) return setProblem(review.error.issues[0]?.message ?? 'This cannot be sent.');
      const wait = verdict === 'approve' && !wasAsked ? whyWait() : null;
      if (wait !== null) {
        setWasAsked(true);
        return setProblem(`${wait} Nobody reads that fast. Press once more to approve all the same.`);
      }
      decide.mutate({ ...review.data, password: verdict === 'approve' && password !== '' ? password : null });
    },
  };
};
