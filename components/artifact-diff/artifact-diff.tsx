'use client';

import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFileOff } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import type { Artifact } from '../../server/domain/artifact/manifest.ts';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { countOf } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import classes from './artifact-diff.module.css';
import { FileCard } from './file-card.tsx';
import type { PendingComment } from './pending-comments.ts';
import type { ReviewDraft } from './review-draft.ts';
import { useStoredValue } from './stored-value.ts';

const parseStyle = (text: string | null): 'split' | 'unified' => (text === 'split' ? 'split' : 'unified');
const printStyle = (style: 'split' | 'unified'): string => style;

const NONE: readonly PendingComment[] = [];

/** Comments by file; a file whose comments did not change keeps its list, so that only the others are drawn again. */
const useCommentsByPath = (comments: readonly PendingComment[]): ReadonlyMap<string, readonly PendingComment[]> => {
  const before = useRef<ReadonlyMap<string, readonly PendingComment[]>>(new Map());
  return useMemo(() => {
    const next = new Map(
      [...Map.groupBy(comments, ({ path }) => path)].map(([path, mine]) => {
        const old = before.current.get(path);
        return [path, old && old.length === mine.length && old.every((one, index) => one === mine[index]) ? old : mine] as const;
      }),
    );
    before.current = next;
    return next;
  }, [comments]);
};

type Props = {
  readonly artifact: Artifact;
  readonly files: readonly ReadFile[];
  readonly draft: ReviewDraft;
  readonly mayComment: boolean;
  readonly active: number;
  readonly onActive: (index: number) => void;
};

/** The whole difference, file by file in reading order. */
export const ArtifactDiff = ({ artifact, files, draft, mayComment, active, onActive }: Props) => {
  const [style, setStyle] = useStoredValue('countersign.diff', parseStyle, printStyle);
  const isNarrow = useMediaQuery('(max-width: 62em)') ?? false;
  const byPath = useCommentsByPath(draft.comments);
  const added = files.reduce((total, { file }) => total + file.added, 0);
  const deleted = files.reduce((total, { file }) => total + file.deleted, 0);
  return (
    <div id="diff" className={classes.diff}>
      <Section
        title="Difference"
        hint={`${countOf(files.length, 'file')}, +${added.toLocaleString('en')} −${deleted.toLocaleString('en')}`}
        actions={
          files.length > 0 && !isNarrow ? (
            <SegmentedControl
              size="xs"
              aria-label="How to draw differences"
              value={style}
              onChange={(value) => setStyle(() => parseStyle(value))}
              data={[
                { value: 'unified', label: 'Unified' },
                { value: 'split', label: 'Split' },
              ]}
            />
          ) : undefined
        }
      >
        {files.length === 0 ? (
          <EmptyState icon={IconFileOff} title="No file was changed">
            There is nothing to merge; what came back is the report above.
          </EmptyState>
        ) : (
          files.map(({ file, group }, index) => (
            <FileCard
              key={file.path}
              runId={artifact.runId}
              file={file}
              group={group}
              style={isNarrow ? 'unified' : style}
              comments={byPath.get(file.path) ?? NONE}
              viewed={draft.viewed.has(file.path)}
              actions={draft.actions}
              mayComment={mayComment}
              index={index}
              isActive={index === active}
              onActive={onActive}
            />
          ))
        )}
      </Section>
    </div>
  );
};
