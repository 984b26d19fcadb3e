'use client';

import { useMediaQuery } from '@mantine/hooks';
import { IconFileOff } from '@tabler/icons-react';
import { type ReactNode, type Ref, useCallback, useMemo, useRef, useState } from 'react';
import type { Artifact } from '../../server/domain/artifact/manifest.ts';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import type { EarlierComment, EarlierRun } from '../../server/ports/read-model.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { countOf } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import classes from './artifact-diff.module.css';
import { whyFolded } from './change-words.ts';
import { DiffStyle, useDiffStyle } from './diff-style.tsx';
import { EarlierComments } from './earlier-comment.tsx';
import { FileCard } from './file-card.tsx';
import { FileWindow, type FileWindowHandle } from './file-window.tsx';
import { FindBar, type Found } from './find-bar.tsx';
import type { Place } from './place.ts';
import type { ReviewDraft } from './review-draft.ts';

type OfFile = { readonly path: string };
const NONE: readonly never[] = [];

/** By file; a file whose own did not change keeps its list, so that only the others are drawn again. */
const useByPath = <T extends OfFile>(all: readonly T[]): ReadonlyMap<string, readonly T[]> => {
  const before = useRef<ReadonlyMap<string, readonly T[]>>(new Map());
  return useMemo(() => {
    const next = new Map(
      [...Map.groupBy(all, ({ path }) => path)].map(([path, mine]) => {
        const old = before.current.get(path);
        return [path, old && old.length === mine.length && old.every((one, index) => one === mine[index]) ? old : mine] as const;
      }),
    );
    before.current = next;
    return next;
  }, [all]);
};

type Props = {
  readonly artifact: Artifact;
  readonly files: readonly ReadFile[];
  readonly since: EarlierRun | null;
  /** Chooses between the whole change and the difference since an earlier run, where there is a choice. */
  readonly sinceSwitch: ReactNode;
  readonly draft: ReviewDraft;
  readonly earlier: readonly EarlierComment[];
  readonly mayComment: boolean;
  readonly mayMark: boolean;
  readonly place: Place;
  readonly handle: Ref<FileWindowHandle>;
  readonly onGoTo: (index: number) => void;
};

/** A difference, file by file in reading order. */
export const ArtifactDiff = (props: Props) => {
  const { artifact, files, since, sinceSwitch, draft, earlier, mayComment, mayMark, place, handle, onGoTo } = props;
  const [style, setStyle] = useDiffStyle();
  const isNarrow = useMediaQuery('(max-width: 62em)') ?? false;
  const comments = useByPath(draft.comments);
  const said = useByPath(earlier);
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [found, setFound] = useState<Found | null>(null);
  const onOpen = useCallback((path: string, open: boolean) => setOpened((now) => new Map(now).set(path, open)), []);
  const onFound = (next: Found | null) => {
    setFound(next);
    const path = next && files[next.index]?.file.path;
    if (!next || typeof path !== 'string') return;
    onOpen(path, true);
    onGoTo(next.index);
  };
  const inChange = useMemo(() => new Set(since ? artifact.change.files.map(({ path }) => path) : []), [since, artifact.change.files]);
  const elsewhere = useMemo(() => {
    const shown = new Set(files.map(({ file }) => file.path));
    return earlier.filter(({ path }) => !shown.has(path));
  }, [files, earlier]);
  const isFolded = ({ file, group }: ReadFile): boolean => {
    const viewed = draft.viewed.has(file.path);
    const chosen = opened.get(file.path);
    return chosen === undefined ? whyFolded(file, null, { viewed, generated: group === 'generated' }) !== null : !chosen;
  };
  return (
    <div id="diff" className={classes.diff}>
      <Section
        title={since ? `Changed since run ${since.number}` : 'Difference'}
        hint={<Size files={files} />}
        actions={
          <>
            {sinceSwitch}
            {files.length > 0 && !isNarrow && <DiffStyle style={style} onChange={setStyle} />}
          </>
        }
      >
        {since?.baseMoved && (
          <p className={classes.note}>
            The base has moved between the two runs. Only files that either of the two changes touches are shown here; what the base brought
            to them is among their lines.
          </p>
        )}
        <EarlierComments comments={elsewhere} withPath />
        {files.length === 0 ? (
          <Nothing since={since} />
        ) : (
          <>
            <FindBar runId={artifact.runId} since={since?.runId ?? null} files={files} onFound={onFound} />
            <FileWindow id={`${artifact.digest} ${since?.runId ?? ''}`} files={files} place={place} handle={handle} isFolded={isFolded}>
              {(read, index) => (
                <FileCard
                  runId={artifact.runId}
                  since={since?.runId ?? null}
                  read={read}
                  style={isNarrow ? 'unified' : style}
                  comments={comments.get(read.file.path) ?? NONE}
                  earlier={said.get(read.file.path) ?? NONE}
                  viewed={draft.viewed.has(read.file.path)}
                  mayMark={mayMark && (since === null || inChange.has(read.file.path))}
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

const Size = ({ files }: { files: readonly ReadFile[] }) => {
  const [added, deleted] = useMemo(
    () => files.reduce(([plus, minus], { file }) => [plus + file.added, minus + file.deleted], [0, 0]),
    [files],
  );
  return `${countOf(files.length, 'file')}, +${added.toLocaleString('en')} −${deleted.toLocaleString('en')}`;
};

const Nothing = ({ since }: { since: EarlierRun | null }) =>
  since ? (
    <EmptyState icon={IconFileOff} title={`Nothing changed since run ${since.number}`}>
      The files are the same in both results. What the agent says and what our checks found may differ.
    </EmptyState>
  ) : (
    <EmptyState icon={IconFileOff} title="No file was changed">
      There is nothing to merge; what came back is the report above.
    </EmptyState>
  );
