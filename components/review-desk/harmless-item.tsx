'use client';

import { Checkbox, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect } from 'react';
import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import { readingOrder } from '../../server/domain/risk/order.ts';
import type { HarmlessChange } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { changeNote } from '../artifact-diff/change-words.ts';
import { loadDiffBody, useDiffBody } from '../artifact-diff/lazy-diff-body.ts';
import { LineCounts } from '../artifact-diff/line-counts.tsx';
import type { DraftActions } from '../artifact-diff/review-draft.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './harmless.module.css';

const NOTHING = () => undefined;
/** Nobody comments here: whoever has something to say opens the room. */
const READ_ONLY: DraftActions = {
  open: NOTHING,
  write: NOTHING,
  move: NOTHING,
  suggest: NOTHING,
  drop: NOTHING,
  clear: NOTHING,
  toggleViewed: NOTHING,
};

/** One change with all of its lines, and the mark of whoever has read them. */
export const HarmlessItem = ({
  item,
  isRead,
  refused,
  onRead,
}: {
  item: HarmlessChange;
  isRead: boolean;
  /** Why it was not approved when that was tried. */
  refused: string | null;
  onRead: (isRead: boolean) => void;
}) => (
  <li className={classes.item} data-run={item.runId}>
    <div className={classes.head}>
      <h2 className={classes.title}>
        <Link href={`/reviews/${item.runId}`}>
          <SafeText text={item.title} />
        </Link>
      </h2>
      <span className={classes.about}>
        <SafeText text={item.repository} /> · <SafeText text={item.agent} /> for <PersonName name={item.requester} />
      </span>
      <Checkbox label="I have read it" checked={isRead} onChange={(event) => onRead(event.currentTarget.checked)} />
    </div>
    {refused !== null && (
      <p className={classes.refused} role="alert">
        Not approved: <SafeText text={refused} />
      </p>
    )}
    {readingOrder(item.files, []).map(({ file, position }) => (
      <FileLines key={position} runId={item.runId} file={file} position={position} />
    ))}
  </li>
);

const FileLines = ({ runId, file, position }: { runId: string; file: ChangedFile; position: number }) => {
  const trpc = useTRPC();
  const DiffBody = useDiffBody();
  useEffect(loadDiffBody, []);
  const query = useQuery({
    ...trpc.reviews.patch.queryOptions({ runId, since: null, position }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const patch = query.data?.patch ?? null;
  const note = changeNote(file);
  return (
    <section className={classes.file} aria-label={file.path}>
      <header className={classes.name}>
        <SafeText text={file.path} /> <LineCounts file={file} />
      </header>
      {note && (
        <p className={classes.note}>
          <SafeText text={note} />
        </p>
      )}
      <FailurePanel error={query.error} onRetry={() => void query.refetch()} />
      {patch === null || !DiffBody ? (
        !query.error && <Skeleton height={80} m={12} />
      ) : (
        <DiffBody
          file={file}
          patch={patch}
          style="unified"
          comments={[]}
          actions={READ_ONLY}
          earlier={[]}
          mayComment={false}
          isInterdiff={false}
          found={null}
        />
      )}
    </section>
  );
};
