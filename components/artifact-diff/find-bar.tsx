'use client';

import { ActionIcon, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PatchHit } from '../../server/domain/artifact/find-lines.ts';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import { bringLine } from './bring-line.ts';
import type { FoundLine } from './diff-body.tsx';
import classes from './find-bar.module.css';

export type Found = { readonly index: number; readonly line: FoundLine };

const LEAST = 2;
const REST_MS = 250;

type Props = {
  readonly runId: string;
  readonly since: string | null;
  readonly files: readonly ReadFile[];
  readonly onFound: (found: Found | null) => void;
};

/** Finds text in all lines of the difference. The browser's own search only sees the files that are in the page; pressed again it is opened. */
export const FindBar = ({ runId, since, files, onFound }: Props) => {
  const field = useRef<HTMLInputElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState('');
  const [at, setAt] = useState(-1);
  const [wanted] = useDebouncedValue(text.trim(), REST_MS);
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.reviews.find.queryOptions({ runId, since, text: wanted }),
    enabled: isOpen && wanted.length >= LEAST,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const hits = useInReadingOrder(query.data?.hits ?? NO_HITS, files);
  const isHere = isOpen && wanted.length >= LEAST;

  const go = (next: number) => {
    const hit = hits[(next + hits.length) % hits.length];
    if (!hit) return;
    setAt((next + hits.length) % hits.length);
    onFound(hit);
    bringLine(files[hit.index]?.file.path ?? '', hit.line);
  };
  const open = () => {
    setIsOpen(true);
    requestAnimationFrame(() => field.current?.select());
  };
  const close = () => {
    setIsOpen(false);
    setAt(-1);
    onFound(null);
  };
  useKeys(
    {
      'mod+f': { label: 'Find in the difference', run: open, when: () => document.activeElement !== field.current },
      '/': { label: 'Find in the difference', run: open },
    },
    'Reading room',
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text starts before its first hit
  useEffect(() => setAt(-1), [wanted]);
  if (!isOpen) return null;
  return (
    <search className={classes.bar}>
      <TextInput
        ref={field}
        size="xs"
        className={classes.field}
        aria-label="Find in the difference"
        placeholder="Find in all files"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? Math.max(at, 0) - 1 : at + 1);
          if (event.key === 'Escape') close();
        }}
      />
      <output className={classes.count} aria-live="polite">
        {query.error
          ? failureOf(query.error).message
          : !isHere
            ? ''
            : query.isFetching && query.isPlaceholderData
              ? 'Looking…'
              : hits.length === 0
                ? query.isFetching
                  ? 'Looking…'
                  : 'Not found'
                : `${at < 0 ? '' : `${at + 1} of `}${hits.length}${query.data?.more ? ' or more' : ''} ${at < 0 ? 'found' : ''}`}
      </output>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Previous place"
        disabled={hits.length === 0}
        onClick={() => go(Math.max(at, 0) - 1)}
      >
        <IconChevronUp size={15} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label="Next place" disabled={hits.length === 0} onClick={() => go(at + 1)}>
        <IconChevronDown size={15} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label="Close the search" onClick={close}>
        <IconX size={15} />
      </ActionIcon>
    </search>
  );
};

const NO_HITS: readonly PatchHit[] = [];

/** The server answers in git's order; a reader goes from top to bottom. */
const useInReadingOrder = (hits: readonly PatchHit[], files: readonly ReadFile[]): readonly Found[] =>
  useMemo(() => {
    const indexOf = new Map(files.map(({ position }, index) => [position, index]));
    return hits
      .flatMap(({ position, side, line }) => {
        const index = indexOf.get(position);
        return index === undefined ? [] : [{ index, line: { side, line } }];
      })
      .sort((a, b) => a.index - b.index);
  }, [hits, files]);
