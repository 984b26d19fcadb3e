'use client';

import { Checkbox, TextInput, UnstyledButton } from '@mantine/core';
import { IconCheck, IconMessage } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ReadFile, ReadingGroup } from '../../server/domain/risk/order.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { visibleText } from '../ui/visible-characters.ts';
import classes from './file-tree.module.css';
import { LineCounts } from './line-counts.tsx';
import { type Place, usePlace } from './place.ts';
import type { ReviewDraft } from './review-draft.ts';
import { treeRows } from './tree-rows.ts';

const GROUPS: Readonly<Record<ReadingGroup, string>> = {
  control: 'Decides what the checks mean',
  tests_removed: 'Tests deleted or skipped',
  tests: 'Tests changed',
  sensitive: 'Sensitive source',
  source: 'Other source',
  docs: 'Documentation',
  generated: 'Generated and lock files',
};
const GROUP_PX = 30;
const FILE_PX = 38;
/** With fewer, the whole list is seen at once. */
const FILTER_FROM = 12;

type Props = {
  readonly files: readonly ReadFile[];
  readonly draft: ReviewDraft;
  readonly place: Place;
  readonly onChoose: (index: number) => void;
};

/** The changed files in the order in which to read them: what weakens the checks first, what a machine wrote last. */
export const FileTree = ({ files, draft, place, onChoose }: Props) => {
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [onlyUnviewed, setOnlyUnviewed] = useState(false);
  const rows = useMemo(
    () => treeRows(files, { text, viewed: onlyUnviewed ? draft.viewed : null }),
    [files, text, onlyUnviewed, draft.viewed],
  );
  const viewed = useMemo(() => files.filter(({ file }) => draft.viewed.has(file.path)).length, [files, draft.viewed]);
  const comments = useMemo(() => Map.groupBy(draft.comments, ({ path }) => path), [draft.comments]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (rows[index]?.kind === 'group' ? GROUP_PX : FILE_PX),
    overscan: 8,
    getItemKey: useCallback(
      (index: number) => {
        const row = rows[index];
        return row?.kind === 'file' ? row.index : (row?.group ?? '');
      },
      [rows],
    ),
  });

  return (
    <nav aria-label="Changed files" className={classes.tree}>
      <div className={classes.title}>
        <h2>Files</h2>
        <span data-testid="viewed-count">
          {viewed.toLocaleString('en')} of {files.length.toLocaleString('en')} viewed
        </span>
      </div>
      <div className={classes.bar} aria-hidden>
        <span style={{ width: `${files.length === 0 ? 0 : (viewed / files.length) * 100}%` }} />
      </div>
      {files.length >= FILTER_FROM && (
        <div className={classes.filter}>
          <TextInput
            size="xs"
            aria-label="Filter files"
            placeholder="Filter files"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Escape' && setText('')}
          />
          <Checkbox
            size="xs"
            label="Not viewed only"
            checked={onlyUnviewed}
            onChange={(event) => setOnlyUnviewed(event.currentTarget.checked)}
          />
        </div>
      )}
      {rows.length === 0 && <p className={classes.none}>No file matches.</p>}
      <Follow place={place} rows={rows} scrollTo={(row) => virtual.scrollToIndex(row)} />
      <div ref={box} className={classes.box}>
        <ol className={classes.list} style={{ height: virtual.getTotalSize() }} aria-label="Files in reading order">
          {virtual.getVirtualItems().map(({ index: at, key, start, size }) => {
            const row = rows[at];
            if (!row) return null;
            return (
              <li key={key} className={classes.row} style={{ top: start, height: size }}>
                {row.kind === 'group' ? (
                  <div className={classes.group}>
                    {GROUPS[row.group]} <span>{row.count.toLocaleString('en')}</span>
                  </div>
                ) : (
                  <TreeFile
                    index={row.index}
                    read={row.read}
                    isViewed={draft.viewed.has(row.read.file.path)}
                    comments={comments.get(row.read.file.path)?.length ?? 0}
                    place={place}
                    onChoose={onChoose}
                  />
                )}
              </li>
            );
          })}
        </ol>
      </div>
    </nav>
  );
};

/** Keeps the row of the file that is being read in sight. */
const Follow = ({ place, rows, scrollTo }: { place: Place; rows: ReturnType<typeof treeRows>; scrollTo: (row: number) => void }) => {
  const at = usePlace(place, (now) => now);
  const latest = useRef(scrollTo);
  latest.current = scrollTo;
  useEffect(() => {
    const row = rows.findIndex((one) => one.kind === 'file' && one.index === at);
    if (row >= 0) latest.current(row);
  }, [at, rows]);
  return null;
};

const splitPath = (path: string): readonly [string, string] => {
  const at = path.lastIndexOf('/');
  return [path.slice(0, at + 1), path.slice(at + 1)];
};

type FileProps = {
  readonly index: number;
  readonly read: ReadFile;
  readonly isViewed: boolean;
  readonly comments: number;
  readonly place: Place;
  readonly onChoose: (index: number) => void;
};

const TreeFile = ({ index, read, isViewed, comments, place, onChoose }: FileProps) => {
  const { file } = read;
  const isActive = usePlace(place, (at) => at === index);
  const [folder, name] = splitPath(file.path);
  return (
    <UnstyledButton
      className={classes.file}
      data-active={isActive || undefined}
      data-viewed={isViewed || undefined}
      aria-current={isActive || undefined}
      title={visibleText(file.path)}
      onClick={() => onChoose(index)}
    >
      <span className={classes.mark}>{isViewed && <IconCheck size={13} role="img" aria-label="Viewed" />}</span>
      <span className={classes.path}>
        <SafeText text={name} className={classes.name} />
        {folder && <SafeText text={folder} className={classes.folder} />}
      </span>
      {comments > 0 && (
        <span className={classes.comments}>
          <IconMessage size={12} role="img" aria-label="Comments not sent" />
          {comments}
        </span>
      )}
      <LineCounts file={file} />
    </UnstyledButton>
  );
};
