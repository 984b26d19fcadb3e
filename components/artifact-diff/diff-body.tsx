'use client';

import { Button, useComputedColorScheme } from '@mantine/core';
import type { DiffLineAnnotation, SelectedLineRange } from '@pierre/diffs';
import { FileDiff, WorkerPoolContext } from '@pierre/diffs/react';
import { useMemo, useState } from 'react';
import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import type { EarlierComment } from '../../server/ports/read-model.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { AROUND_BODY_PX, cardHeight } from './card-height.ts';
import { CommentBox } from './comment-box.tsx';
import { DIFF_CSS, DIFF_THEME } from './diff-looks.ts';
import { EarlierCommentBox, EarlierComments } from './earlier-comment.tsx';
import classes from './file-card.module.css';
import { highlightPool } from './highlight-pool.ts';
import { drawnLines, newLines, parsePatch, SHOWN_LINES, startOfPatch } from './patch-model.ts';
import type { PendingComment } from './pending-comments.ts';
import type { DraftActions } from './review-draft.ts';

export type FoundLine = { readonly side: 'base' | 'head'; readonly line: number };

type Annotation = { readonly pending: PendingComment } | { readonly earlier: EarlierComment };

const SIDES = { additions: 'head', deletions: 'base' } as const;
const COLUMNS = { head: 'additions', base: 'deletions' } as const;

type Props = {
  readonly file: ChangedFile;
  readonly patch: string;
  readonly style: 'split' | 'unified';
  readonly comments: readonly PendingComment[];
  readonly actions: DraftActions;
  readonly earlier: readonly EarlierComment[];
  readonly mayComment: boolean;
  /** Since an earlier run: the old side is that run's, and no base. */
  readonly isInterdiff: boolean;
  /** A line that was searched for. */
  readonly found: FoundLine | null;
};

/** Starts what takes a while before the first lines are there. */
export const warmUp = (): void => void highlightPool();

/** One file's lines with syntax colours, and the comments that hang on them. Loaded with the diff library when the first file comes into view. */
export const DiffBody = ({ file, patch, style, comments, earlier, actions, mayComment, isInterdiff, found }: Props) => {
  const themeType = useComputedColorScheme('light');
  const [limit, setLimit] = useState(SHOWN_LINES);
  const [isDrawn, setIsDrawn] = useState(false);
  const start = useMemo(() => startOfPatch(patch, limit), [patch, limit]);
  const diff = useMemo(() => parsePatch(file, start.patch), [file, start]);
  const { open } = actions;
  const placed = useMemo(() => {
    const drawn = earlier.length > 0 ? drawnLines(start.patch) : null;
    return Map.groupBy(earlier, ({ side, lines }) => {
      const mayStand = lines !== null && !(isInterdiff && side === 'base');
      return mayStand && drawn?.has(`${side} ${lines.endLine}`) ? 'line' : 'head';
    });
  }, [earlier, start, isInterdiff]);
  const annotations = useMemo(
    (): DiffLineAnnotation<Annotation>[] => [
      ...(placed.get('line') ?? []).flatMap((comment) =>
        comment.lines ? [{ side: COLUMNS[comment.side], lineNumber: comment.lines.endLine, metadata: { earlier: comment } }] : [],
      ),
      ...comments
        .filter(({ side }) => !(isInterdiff && side === 'base'))
        .map((comment) => ({ side: COLUMNS[comment.side], lineNumber: comment.endLine, metadata: { pending: comment } })),
    ],
    [comments, placed, isInterdiff],
  );
  const options = useMemo(() => {
    const onRange = (range: SelectedLineRange | null) => {
      if (!range) return;
      const last = range.endSide ?? range.side ?? 'additions';
      // A line that is in no side of the artifact cannot be commented on.
      if (isInterdiff && last === 'deletions') return;
      // A range over both columns has no single file to point at: it is taken on the side where it ended.
      const first = range.side === undefined || range.side === last ? range.start : range.end;
      open({ path: file.path, side: SIDES[last], line: first, endLine: range.end });
    };
    return {
      theme: DIFF_THEME,
      diffStyle: style,
      themeType,
      disableFileHeader: true,
      overflow: 'wrap' as const,
      hunkSeparators: 'line-info' as const,
      lineDiffType: 'word-alt' as const,
      lineHoverHighlight: mayComment ? ('number' as const) : ('disabled' as const),
      enableLineSelection: mayComment,
      enableGutterUtility: mayComment,
      controlledSelection: true,
      onLineSelectionEnd: onRange,
      onGutterUtilityClick: onRange,
      unsafeCSS: DIFF_CSS,
      onPostRender: (host: HTMLElement) => {
        if (host.shadowRoot?.querySelector('[data-line]')) setIsDrawn(true);
      },
    };
  }, [style, themeType, mayComment, isInterdiff, open, file.path]);

  // Only names or modes changed; the note above says what.
  if (!diff && !patch.includes('\n@@ ')) return null;
  if (!diff)
    return (
      <pre className={classes.plain}>
        <SafeText text={patch.slice(0, 100_000)} multiline />
      </pre>
    );
  return (
    // The place is kept until the lines are there, or everything below would move up and down again.
    <div style={{ minHeight: isDrawn ? undefined : cardHeight(file, false) - AROUND_BODY_PX }}>
      <EarlierComments comments={placed.get('head') ?? []} />
      <WorkerPoolContext.Provider value={highlightPool()}>
        <FileDiff
          fileDiff={diff}
          options={options}
          lineAnnotations={annotations}
          selectedLines={found && { start: found.line, end: found.line, side: COLUMNS[found.side] }}
          renderAnnotation={({ metadata }) =>
            'pending' in metadata ? (
              <CommentBox
                key={metadata.pending.id}
                comment={metadata.pending}
                lines={metadata.pending.side === 'head' ? newLines(patch, metadata.pending.line, metadata.pending.endLine) : null}
                actions={actions}
              />
            ) : (
              <EarlierCommentBox key={metadata.earlier.id} comment={metadata.earlier} />
            )
          }
        />
      </WorkerPoolContext.Provider>
      {start.left > 0 && (
        <p className={classes.more}>
          {start.left.toLocaleString('en')} more lines.{' '}
          <Button variant="default" size="compact-sm" onClick={() => setLimit((now) => now + SHOWN_LINES)}>
            Show {Math.min(SHOWN_LINES, start.left).toLocaleString('en')} more
          </Button>
        </p>
      )}
    </div>
  );
};
