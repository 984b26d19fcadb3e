'use client';

import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFileOff } from '@tabler/icons-react';
import { type Ref, useCallback, useMemo, useRef, useState } from 'react';
import type { Artifact } from '../../server/domain/artifact/manifest.ts';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { countOf } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import classes from './artifact-diff.module.css';
import { whyFolded } from './change-words.ts';
import { FileCard } from './file-card.tsx';
import { FileWindow, type FileWindowHandle } from './file-window.tsx';
import { FindBar, type Found } from './find-bar.tsx';
import type { PendingComment } from './pending-comments.ts';
import type { Place } from './place.ts';
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
  readonly place: Place;
  readonly handle: Ref<FileWindowHandle>;
  readonly onGoTo: (index: number) => void;
};

/** The whole difference, file by file in reading order. */
export const ArtifactDiff = ({ artifact, files, draft, mayComment, place, handle, onGoTo }: Props) => {
  const [style, setStyle] = useStoredValue('countersign.diff', parseStyle, printStyle);
  const isNarrow = useMediaQuery('(max-width: 62em)') ?? false;
  const byPath = useCommentsByPath(draft.comments);
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [found, setFound] = useState<Found | null>(null);
  const onOpen = useCallback((path: string, open: boolean) => setOpened((now) => new Map(now).set(path, open)), []);
  const { added, deleted } = useMemo(
    () =>
      files.reduce((total, { file }) => ({ added: total.added + file.added, deleted: total.deleted + file.deleted }), {
        added: 0,
        deleted: 0,
      }),
    [files],
  );
  const isFolded = ({ file, group }: ReadFile): boolean => {
    const chosen = opened.get(file.path);
    return chosen === undefined
      ? whyFolded(file, null, { viewed: draft.viewed.has(file.path), generated: group === 'generated' }) !== null
      : !chosen;
  };
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
          <>
            <FindBar
              runId={artifact.runId}
              files={files}
              onFound={(next) => {
                setFound(next);
                if (!next) return;
                const path = files[next.index]?.file.path;
                if (path !== undefined) onOpen(path, true);
                onGoTo(next.index);
              }}
            />
            <FileWindow id={artifact.digest} files={files} place={place} handle={handle} isFolded={isFolded}>
              {(read, index) => (
                <FileCard
                  runId={artifact.runId}
                  read={read}
                  style={isNarrow ? 'unified' : style}
                  comments={byPath.get(read.file.path) ?? NONE}
                  viewed={draft.viewed.has(read.file.path)}
                  actions={draft.actions}
                  mayComment={mayComment}
                  index={index}
                  place={place}
                  isOpen={opened.get(read.file.path) ?? null}
                  onOpen={onOpen}
                  found={found?.index === index ? found.line : null}
                />
              )}
            </FileWindow>
          </>
        )}
      </Section>
    </div>
  );
};
