'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconGitCommit } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { suggestionsToPut } from '../artifact-diff/pending-comments.ts';
import type { ReviewDraft } from '../artifact-diff/review-draft.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { countOf } from '../ui/format.ts';
import classes from './action-form.module.css';

/** Lines that the reviewer wrote: put in at once, by a commit of theirs, instead of asking the agent for them. */
export const SuggestionsPart = ({ room, draft }: { room: ReviewRoom; draft: ReviewDraft }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const suggestions = suggestionsToPut(draft.comments);
  const words = draft.comments.filter(({ body, suggestion }) => body.trim() !== '' && suggestion === undefined).length;
  const put = useMutation(
    trpc.reviews.applySuggestions.mutationOptions({
      onSuccess: async ({ runId }) => {
        draft.actions.clear();
        notifications.show({
          title: `${countOf(suggestions.length, 'suggestion')} put in`,
          message: 'The new result is being checked. It comes back to the queue for somebody else to approve.',
        });
        router.push(`/runs/${runId}`);
        await queryClient.invalidateQueries({ queryKey: trpc.reviews.pathKey() });
      },
    }),
  );
  if (suggestions.length === 0 || room.run.status !== 'IN_REVIEW') return null;
  return (
    <div className={classes.suggestions} data-testid="suggestions">
      <Button
        variant="default"
        fullWidth
        leftSection={<IconGitCommit size={14} aria-hidden />}
        disabled={words > 0}
        loading={put.isPending}
        onClick={() => put.mutate({ runId: room.run.id, artifactDigest: room.artifact.digest, suggestions })}
      >
        Put in {countOf(suggestions.length, 'suggestion')} as a commit
      </Button>
      <p className={classes.hint}>
        {words > 0
          ? `${countOf(words, 'comment')} without a suggestion would not reach the agent this way: send everything with “Request changes”, or discard ${words === 1 ? 'it' : 'them'}.`
          : 'Checks and policy look at the new result. You count as one of its authors then, so somebody else has to approve it.'}
      </p>
      <FailurePanel error={put.error} />
    </div>
  );
};
