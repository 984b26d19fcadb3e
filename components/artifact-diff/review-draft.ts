'use client';

import { useMemo } from 'react';
import type { Artifact } from '../../server/domain/artifact/manifest.ts';
import { useMe } from '../api/session.tsx';
import {
  commentsKey,
  dropComment,
  type LineRange,
  moveComment,
  openComment,
  type PendingComment,
  parseComments,
  printComments,
  suggestLines,
  writeComment,
} from './pending-comments.ts';
import { useStoredValue } from './stored-value.ts';
import { useViewed } from './use-viewed.ts';

/** Stable over the life of a page, so that writing one comment does not draw every file again. */
export type DraftActions = {
  open(range: LineRange): void;
  write(id: string, body: string): void;
  move(id: string, line: number, endLine: number): void;
  /** Null takes it back. */
  suggest(id: string, lines: string | null): void;
  drop(id: string): void;
  clear(): void;
  toggleViewed(path: string): void;
};
export type ReviewDraft = {
  readonly comments: readonly PendingComment[];
  readonly viewed: ReadonlySet<string>;
  /** The viewed marks have come. */
  readonly isKnown: boolean;
  readonly actions: DraftActions;
};

/** What this person has noted on one artifact and not sent, kept in this browser by digest, so that reload and error lose nothing; and their viewed marks. */
export const useReviewDraft = (artifact: Artifact): ReviewDraft => {
  const me = useMe();
  const [comments, changeComments] = useStoredValue(`${commentsKey(artifact.digest)}.${me.id}`, parseComments, printComments);
  const { viewed, isKnown, toggleViewed } = useViewed(artifact);
  const actions = useMemo(
    (): DraftActions => ({
      open: (range) => changeComments((now) => openComment(now, `${Date.now().toString(36)}${now.length}`, range)),
      write: (id, body) => changeComments((now) => writeComment(now, id, body)),
      move: (id, line, endLine) => changeComments((now) => moveComment(now, id, line, endLine)),
      suggest: (id, lines) => changeComments((now) => suggestLines(now, id, lines)),
      drop: (id) => changeComments((now) => dropComment(now, id)),
      clear: () => changeComments(() => []),
      toggleViewed,
    }),
    [changeComments, toggleViewed],
  );
  return useMemo(() => ({ comments, viewed, isKnown, actions }), [comments, viewed, isKnown, actions]);
};
