'use client';

import { Button, NumberInput, Textarea } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import classes from './comment-box.module.css';
import type { PendingComment } from './pending-comments.ts';
import type { DraftActions } from './review-draft.ts';

/** One comment that waits to be sent. It is kept as it is typed; the lines can be changed without a mouse. */
export const CommentBox = ({ comment, actions }: { comment: PendingComment; actions: DraftActions }) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const isNew = useRef(comment.body === '');
  useEffect(() => {
    if (isNew.current) field.current?.focus({ preventScroll: true });
  }, []);
  const lines = (line: number | string, endLine: number | string) =>
    actions.move(comment.id, Number(line) || comment.line, Number(endLine) || comment.endLine);
  return (
    <div className={classes.box} data-testid="comment-box">
      <div className={classes.head}>
        <span>{comment.side === 'head' ? 'New' : 'Old'} lines</span>
        <NumberInput
          aria-label="First line"
          size="xs"
          w={64}
          hideControls
          min={1}
          value={comment.line}
          onChange={(value) => lines(value, Math.max(comment.endLine, Number(value) || 1))}
        />
        <span>to</span>
        <NumberInput
          aria-label="Last line"
          size="xs"
          w={64}
          hideControls
          min={1}
          value={comment.endLine}
          onChange={(value) => lines(Math.min(comment.line, Number(value) || 1), value)}
        />
        <span className={classes.kept}>not sent yet; it goes with “Request changes”</span>
      </div>
      <Textarea
        ref={field}
        aria-label={`Comment on ${comment.path} line ${comment.line}`}
        placeholder="What should change here?"
        autosize
        minRows={2}
        maxRows={14}
        maxLength={10_000}
        value={comment.body}
        onChange={(event) => actions.write(comment.id, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && comment.body.trim() === '') actions.drop(comment.id);
        }}
      />
      <div className={classes.foot}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconTrash size={13} aria-hidden />}
          onClick={() => actions.drop(comment.id)}
        >
          Discard
        </Button>
      </div>
    </div>
  );
};
