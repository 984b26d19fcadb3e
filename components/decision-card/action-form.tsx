'use client';

import { Button, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { NO_ASKS } from '../../server/domain/policy/decision.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { failureOf } from '../api/failure.ts';
import { commentsToSend } from '../artifact-diff/pending-comments.ts';
import type { ReviewDraft } from '../artifact-diff/review-draft.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { countOf } from '../ui/format.ts';
import classes from './action-form.module.css';
import { AskedFor } from './asked-for.tsx';
import { SuggestionsPart } from './suggestions-part.tsx';
import type { Deciding } from './use-deciding.ts';

type Props = { readonly room: ReviewRoom; readonly draft: ReviewDraft; readonly deciding: Deciding; readonly onReload: () => void };

/** Approve, request changes or reject: one choice, one reason, one press. What is typed stays until it was taken. */
export const ActionForm = ({ room, draft, deciding, onReload }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const { verdict, reason, problem, error, isPending } = deciding;
  useEffect(() => {
    if (verdict) field.current?.focus();
  }, [verdict]);

  const toSend = commentsToSend(draft.comments).length;
  const acceptWord = room.artifact.kind === 'investigation' || room.artifact.kind === 'could_not_finish' ? 'Accept' : 'Approve';
  if (!room.mayDecide.allowed)
    return (
      <div className={classes.notAllowed} data-testid="may-not-decide">
        {room.mayDecide.why}
        {toSend > 0 && <p>{countOf(toSend, 'comment')} of yours not sent.</p>}
      </div>
    );
  const stale = error !== null && ['stale_page', 'illegal_move'].includes(failureOf(error).code);
  return (
    <div className={classes.form}>
      <SuggestionsPart room={room} draft={draft} />
      <fieldset className={classes.choice} aria-label="Decision">
        <Button
          color="green"
          className={classes.approve}
          variant={verdict === 'approve' ? 'filled' : 'default'}
          aria-pressed={verdict === 'approve'}
          leftSection={<IconCheck size={14} aria-hidden />}
          onClick={() => deciding.choose('approve')}
        >
          {acceptWord}
        </Button>
        <Button
          variant={verdict === 'request_changes' ? 'filled' : 'default'}
          aria-pressed={verdict === 'request_changes'}
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => deciding.choose('request_changes')}
        >
          Request changes
        </Button>
        <Button
          variant={verdict === 'reject' ? 'filled' : 'default'}
          aria-pressed={verdict === 'reject'}
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => deciding.choose('reject')}
        >
          Reject
        </Button>
      </fieldset>
      {verdict && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            deciding.send();
          }}
        >
          <Textarea
            ref={field}
            label={verdict === 'approve' ? 'Why it may land' : verdict === 'reject' ? 'Why it is rejected' : 'What should change'}
            description={
              verdict === 'request_changes'
                ? toSend > 0
                  ? `${countOf(toSend, 'comment')} on lines ${toSend === 1 ? 'goes' : 'go'} with it to the agent, which starts a new run.`
                  : 'Starts the next run of this task with your words as its prompt. Comment on lines in the difference.'
                : verdict === 'approve'
                  ? `One sentence on what you looked at. Kept with the decision.${room.decisions[0]?.decision.asks.reason ? ' Policy asks for it.' : ''}`
                  : 'The task ends here. Kept with the decision.'
            }
            autosize
            minRows={2}
            maxRows={10}
            maxLength={10_000}
            value={reason}
            error={problem}
            onChange={(event) => deciding.write(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) deciding.send();
            }}
          />
          {verdict === 'approve' && (
            <AskedFor
              asks={room.decisions[0]?.decision.asks ?? NO_ASKS}
              findings={room.risks?.findings ?? []}
              viewed={draft.viewed}
              given={deciding.given}
              password={deciding.password}
              onPassword={deciding.typePassword}
            />
          )}
          {verdict === 'approve' && room.decisions[0]?.decision.disposition === 'BLOCK' && (
            <p className={classes.blocked}>Policy blocks this artifact. Your approval is recorded, and nothing lands.</p>
          )}
          {verdict !== 'request_changes' && toSend > 0 && (
            <p className={classes.hint}>
              {countOf(toSend, 'comment')} on lines will be kept with the decision; the agent does not read them.
            </p>
          )}
          <FailurePanel error={error}>
            {stale && (
              <Button variant="default" size="compact-sm" mt={6} onClick={onReload}>
                Show it as it is now; what I typed stays
              </Button>
            )}
          </FailurePanel>
          <Button
            type="submit"
            fullWidth
            mt={8}
            size="sm"
            loading={isPending}
            className={verdict === 'approve' ? classes.send : undefined}
            data-verdict={verdict}
            data-testid="send-decision"
          >
            {verdict === 'approve' ? acceptWord : verdict === 'reject' ? 'Reject this artifact' : 'Send to the agent'}
          </Button>
        </form>
      )}
    </div>
  );
};
