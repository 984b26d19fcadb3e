'use client';

import { Button, Checkbox, Skeleton } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { IconMessagePlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { memo, useState } from 'react';
import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import type { ReadingGroup } from '../../server/domain/risk/order.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { visibleText } from '../ui/visible-characters.ts';
import { changeNote, firstChange, isLarge } from './change-words.ts';
import { CommentBox } from './comment-box.tsx';
import classes from './file-card.module.css';
import { LineCounts } from './line-counts.tsx';
import type { PendingComment } from './pending-comments.ts';
import type { DraftActions } from './review-draft.ts';

const DiffBody = dynamic(() => import('./diff-body.tsx').then(({ DiffBody }) => DiffBody), {
  ssr: false,
  loading: () => <Skeleton height={80} m={12} />,
});

/** Files below and above the window that are drawn ahead of the reader. */
const AHEAD = '900px 0px';
const LINE_PX = 19;

type Props = {
  readonly runId: string;
  readonly file: ChangedFile;
  readonly group: ReadingGroup;
  readonly style: 'split' | 'unified';
  readonly comments: readonly PendingComment[];
  readonly viewed: boolean;
  readonly actions: DraftActions;
  readonly mayComment: boolean;
  readonly index: number;
  readonly isActive: boolean;
  readonly onActive: (index: number) => void;
};

/** One changed file. Its patch is asked for, and its lines are drawn, once it comes near the window. */
export const FileCard = memo(({ runId, file, group, style, comments, viewed, actions, mayComment, index, isActive, onActive }: Props) => {
  const trpc = useTRPC();
  const { ref, entry } = useIntersection({ rootMargin: AHEAD });
  const [wasNear, setWasNear] = useState(false);
  const [unfolded, setUnfolded] = useState<boolean | null>(null);
  if (entry?.isIntersecting && !wasNear) setWasNear(true);
  const query = useQuery({
    ...trpc.reviews.patch.queryOptions({ runId, path: file.path }),
    enabled: wasNear,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const patch = query.data?.patch ?? null;
  const folded = unfolded === null ? viewed || group === 'generated' || isLarge(file, patch) : !unfolded;
  const note = changeNote(file);
  const onFile = () => {
    const at = firstChange(patch ?? '') ?? { side: 'head' as const, line: 1 };
    actions.open({ path: file.path, side: at.side, line: at.line, endLine: at.line });
    setUnfolded(true);
  };

  return (
    <section
      ref={ref}
      className={classes.card}
      data-file={file.path}
      data-active={isActive || undefined}
      aria-label={`File ${visibleText(file.path)}`}
      onFocus={() => onActive(index)}
      onMouseDown={() => onActive(index)}
    >
      <header className={classes.head}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className={classes.name}
          aria-expanded={!folded}
          onClick={() => setUnfolded(folded)}
          justify="flex-start"
          title={visibleText(file.path)}
        >
          <SafeText text={file.path} />
        </Button>
        <LineCounts file={file} />
        <span className={classes.tools}>
          {mayComment && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconMessagePlus size={14} aria-hidden />}
              onClick={onFile}
              data-comment-file
            >
              Comment
            </Button>
          )}
          <Checkbox size="xs" label="Viewed" checked={viewed} onChange={() => actions.toggleViewed(file.path)} />
        </span>
      </header>
      {note && (
        <p className={classes.note}>
          <SafeText text={note} />
        </p>
      )}
      {folded ? (
        <>
          <div className={classes.folded}>
            {viewed
              ? 'Viewed.'
              : group === 'generated'
                ? 'Generated file.'
                : isLarge(file, patch)
                  ? `Large: ${(file.added + file.deleted).toLocaleString('en')} changed lines.`
                  : 'Folded.'}{' '}
            <Button variant="default" size="compact-sm" onClick={() => setUnfolded(true)}>
              Show the difference
            </Button>
          </div>
          {comments.map((comment) => (
            <CommentBox key={comment.id} comment={comment} actions={actions} />
          ))}
        </>
      ) : (
        <div
          className={classes.body}
          style={{ minHeight: wasNear && query.data ? undefined : Math.min(600, (file.added + file.deleted + 6) * LINE_PX) }}
        >
          {query.error && <FailurePanel error={query.error} onRetry={() => void query.refetch()} />}
          {query.data &&
            (patch === null ? (
              <Omitted file={file} why={query.data.omitted} />
            ) : (
              <DiffBody file={file} patch={patch} style={style} comments={comments} actions={actions} mayComment={mayComment} />
            ))}
          {patch === null && comments.map((comment) => <CommentBox key={comment.id} comment={comment} actions={actions} />)}
        </div>
      )}
    </section>
  );
});
FileCard.displayName = 'FileCard';

const Omitted = ({ file, why }: { file: ChangedFile; why: string | null }) => (
  <p className={classes.note}>
    {why === 'binary' || file.binary
      ? 'A binary file: there are no lines to show. Look at it on the task branch before you approve.'
      : why === 'too_large'
        ? 'Its patch is too large to store. Risk detectors that read lines could not read it either; look at it on the task branch.'
        : 'No lines changed.'}
  </p>
);
