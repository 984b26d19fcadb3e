'use client';

import { Button, CopyButton } from '@mantine/core';
import { commentsToSend } from '../artifact-diff/pending-comments.ts';
import type { ReviewDraft } from '../artifact-diff/review-draft.ts';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './action-form.module.css';
import type { Deciding } from './use-deciding.ts';

/** What this person had typed when somebody else decided: it can no longer be sent, but it is not thrown away. */
export const Unsent = ({ draft, deciding }: { draft: ReviewDraft; deciding: Deciding }) => {
  const comments = commentsToSend(draft.comments);
  const text = [deciding.reason, ...comments.map(({ path, line, body }) => `${path}:${line} ${body}`)]
    .filter((part) => part.trim() !== '')
    .join('\n');
  if (text === '') return null;
  return (
    <div className={classes.notAllowed} data-testid="unsent">
      This was not sent, because the run has moved on:
      <p className={classes.unsent}>
        <SafeText text={text} multiline />
      </p>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-sm" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>{' '}
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => {
          deciding.write('');
          draft.actions.clear();
        }}
      >
        Discard
      </Button>
    </div>
  );
};
