'use client';

import { Anchor } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconGitMerge, IconRobot, IconX, type TablerIcon } from '@tabler/icons-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Review } from '../../server/domain/review/review.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { CopyId } from '../ui/copy-id.tsx';
import { countOf } from '../ui/format.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeMarkdown } from '../ui/safe-markdown.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './timeline.module.css';

const VERDICTS: Readonly<Record<Review['verdict'], { word: string; tone: string; icon: TablerIcon }>> = {
  approve: { word: 'approved', tone: 'green', icon: IconCheck },
  request_changes: { word: 'requested changes', tone: 'orange', icon: IconArrowBackUp },
  reject: { word: 'rejected', tone: 'grey', icon: IconX },
};

type Entry = { readonly key: string; readonly at: number; readonly tone: string; readonly icon: TablerIcon; readonly children: ReactNode };

const runEntries = (room: ReviewRoom): readonly Entry[] =>
  [room.run, ...room.run.siblings.filter(({ id }) => id !== room.run.id)].map((run) => ({
    key: run.id,
    at: run.createdAt,
    tone: run.id === room.run.id ? 'accent' : 'grey',
    icon: IconRobot,
    children: (
      <>
        <Anchor component={Link} inherit underline="always" href={run.id === room.run.id ? `/runs/${run.id}` : `/reviews/${run.id}`}>
          Run {run.number}
        </Anchor>
        {run.id === room.run.id && ' (this one)'} <StatusBadge status={run.status} waiting={run.waiting} />
      </>
    ),
  }));

const reviewEntries = (room: ReviewRoom): readonly Entry[] =>
  room.reviews.map((review) => {
    const look = VERDICTS[review.verdict];
    return {
      key: review.id,
      at: review.at,
      tone: look.tone,
      icon: look.icon,
      children: (
        <>
          <b>{review.reviewerName}</b> {look.word}
          {!review.counts && <span className={classes.void}>does not count for what is here now</span>}
          {review.reason && (
            <div className={classes.reason}>
              <SafeMarkdown text={review.reason} />
            </div>
          )}
          {review.comments.length > 0 && (
            <details className={classes.comments}>
              <summary>{countOf(review.comments.length, 'comment')}</summary>
              {review.comments.map((comment) => (
                <div key={`${comment.path}:${comment.side}:${comment.line}:${comment.endLine}:${comment.body}`}>
                  <SafeText
                    text={`${comment.path}:${comment.line}${comment.endLine > comment.line ? `–${comment.endLine}` : ''}`}
                    className={classes.path}
                  />
                  <SafeMarkdown text={comment.body} />
                </div>
              ))}
            </details>
          )}
        </>
      ),
    };
  });

/** Rounds of the task, what people said about each, and how it ended; oldest first. */
export const Timeline = ({ room }: { room: ReviewRoom }) => {
  const entries = [...runEntries(room), ...reviewEntries(room)].sort((a, b) => a.at - b.at);
  const { merge } = room.run;
  if (merge)
    entries.push({
      key: 'merge',
      at: merge.at,
      tone: 'green',
      icon: IconGitMerge,
      children: (
        <>
          Merged into <SafeText text={room.run.contract.environment.baseBranch} /> as <CopyId value={merge.sha} />
        </>
      ),
    });
  return (
    <ol className={classes.list}>
      {entries.map((entry) => (
        <li key={entry.key} className={classes.entry}>
          <span className={classes.icon} data-tone={entry.tone}>
            <entry.icon size={14} aria-hidden />
          </span>
          <div className={classes.words}>{entry.children}</div>
          <RelativeTime at={entry.at} className={classes.at} />
        </li>
      ))}
    </ol>
  );
};
