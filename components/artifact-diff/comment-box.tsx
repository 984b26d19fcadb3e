'use client';

import { Button, NumberInput, Textarea } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import classes from './comment-box.module.css';
import type { PendingComment } from './pending-comments.ts';
import type { DraftActions } from './review-draft.ts';

type Props = {
  readonly comment: PendingComment;
  /** What stands on its lines; null when they are not all drawn here, and for lines that are gone. */
  readonly lines: string | null;
  readonly actions: DraftActions;
};

/** One comment that waits to be sent. It is kept as it is typed; the lines can be changed without a mouse. */
export const CommentBox = ({ comment, lines: text, actions }: Props) => {
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
        <span className={classes.kept}>not sent yet</span>
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
      {comment.suggestion !== undefined && (
        <Textarea
          className={classes.suggestion}
          label="Suggested lines"
          description="They take the place of the lines above. Leave it empty to take them away."
          autosize
          minRows={1}
          maxRows={20}
          maxLength={20_000}
          spellCheck={false}
          value={comment.suggestion}
          onChange={(event) => actions.suggest(comment.id, event.currentTarget.value)}
        />
      )}
      <div className={classes.foot}>
        {comment.side === 'head' && comment.suggestion === undefined && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconPencil size={13} aria-hidden />}
            disabled={text === null}
            onClick={() => actions.suggest(comment.id, text ?? '')}
          >
            Suggest a change
          </Button>
        )}
        {comment.suggestion !== undefined && (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => actions.suggest(comment.id, null)}>
            No suggestion
          </Button>
        )}
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
