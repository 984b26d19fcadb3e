'use client';

import { Button, Checkbox, Skeleton } from '@mantine/core';
import { IconMessagePlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { memo, useEffect } from 'react';
import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import type { EarlierComment } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { visibleText } from '../ui/visible-characters.ts';
import { AROUND_BODY_PX, cardHeight } from './card-height.ts';
import { changeNote, firstChange, whyFolded } from './change-words.ts';
import { CommentBox } from './comment-box.tsx';
import type { FoundLine } from './diff-body.tsx';
import { EarlierComments } from './earlier-comment.tsx';
import classes from './file-card.module.css';
import { loadDiffBody, useDiffBody } from './lazy-diff-body.ts';
import { LineCounts } from './line-counts.tsx';
import type { PendingComment } from './pending-comments.ts';
import { type Place, usePlace } from './place.ts';
import type { DraftActions } from './review-draft.ts';

/** A patch that left the page is forgotten after this: whoever reads 10,000 files does not keep them all. */
const KEPT_MS = 60_000;

type Props = {
  readonly runId: string;
  /** The earlier run that is compared with; null: the base. */
  readonly since: string | null;
  readonly read: ReadFile;
  readonly style: 'split' | 'unified';
  readonly comments: readonly PendingComment[];
  readonly earlier: readonly EarlierComment[];
  readonly viewed: boolean;
  readonly mayMark: boolean;
  readonly actions: DraftActions;
  readonly mayComment: boolean;
  readonly index: number;
  readonly place: Place;
  /** What the reader chose; null while nothing was chosen. */
  readonly isOpen: boolean | null;
  readonly onOpen: (path: string, open: boolean) => void;
  readonly found: FoundLine | null;
};

/** One changed file. It is in the page only near the window, so nothing that has to last is kept in it. */
export const FileCard = memo((props: Props) => {
  const { runId, since, read, style, comments, earlier, viewed, mayMark, actions, mayComment, index, place, isOpen, onOpen, found } = props;
  const isInterdiff = since !== null;
  const { file, group, position } = read;
  const trpc = useTRPC();
  const isActive = usePlace(place, (at) => at === index);
  const DiffBody = useDiffBody();
  useEffect(loadDiffBody, []);
  const query = useQuery({
    ...trpc.reviews.patch.queryOptions({ runId, since, position }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
  });
  const patch = query.data?.patch ?? null;
  const why = whyFolded(file, patch, { viewed, generated: group === 'generated' });
  const folded = isOpen === null ? why !== null : !isOpen;
  const note = changeNote(file);
  const onFile = () => {
    const first = firstChange(patch ?? '');
    const at = first && !(isInterdiff && first.side === 'base') ? first : { side: 'head' as const, line: 1 };
    actions.open({ path: file.path, side: at.side, line: at.line, endLine: at.line });
    onOpen(file.path, true);
  };

  return (
    <section
      className={classes.card}
      data-file={file.path}
      data-active={isActive || undefined}
      aria-label={`File ${visibleText(file.path)}`}
      onFocus={() => place.set(index)}
      onMouseDown={() => place.set(index)}
    >
      <header className={classes.head}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className={classes.name}
          aria-expanded={!folded}
          onClick={() => onOpen(file.path, folded)}
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
          {mayMark && <Checkbox size="xs" label="Viewed" checked={viewed} onChange={() => actions.toggleViewed(file.path)} />}
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
            {why ?? 'Folded.'}{' '}
            <Button variant="default" size="compact-sm" onClick={() => onOpen(file.path, true)}>
              Show the difference
            </Button>
          </div>
          <EarlierComments comments={earlier} />
          <Boxes comments={comments} actions={actions} />
        </>
      ) : (
        <div className={classes.body} style={{ minHeight: query.data && DiffBody ? undefined : cardHeight(file, false) - AROUND_BODY_PX }}>
          {query.error && <FailurePanel error={query.error} onRetry={() => void query.refetch()} />}
          {query.data &&
            (patch === null ? (
              <Omitted file={file} why={query.data.omitted} />
            ) : DiffBody ? (
              <DiffBody {...{ file, patch, style, comments, earlier, actions, mayComment, isInterdiff, found }} />
            ) : (
              <Skeleton height={80} m={12} />
            ))}
          {patch === null && (
            <>
              <EarlierComments comments={earlier} />
              <Boxes comments={comments} actions={actions} />
            </>
          )}
        </div>
      )}
    </section>
  );
});
FileCard.displayName = 'FileCard';

const Boxes = ({ comments, actions }: { comments: readonly PendingComment[]; actions: DraftActions }) =>
  comments.map((comment) => <CommentBox key={comment.id} comment={comment} lines={null} actions={actions} />);

const Omitted = ({ file, why }: { file: ChangedFile; why: string | null }) => (
  <p className={classes.note}>
    {why === 'binary' || file.binary
      ? 'A binary file: there are no lines to show. Look at it on the task branch before you approve.'
      : why === 'too_large'
        ? 'Its patch is too large to store. Risk detectors that read lines could not read it either; look at it on the task branch.'
        : 'No lines changed.'}
  </p>
);
