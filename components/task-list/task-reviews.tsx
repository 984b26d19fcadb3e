'use client';

import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react';
import type { Review } from '../../server/domain/review/review.ts';
import { CopyId } from '../ui/copy-id.tsx';
import { countOf } from '../ui/format.ts';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import classes from './task-reviews.module.css';

const VERDICTS = {
  approve: { word: 'approved', icon: IconCheck, tone: 'green' },
  request_changes: { word: 'asked for changes to', icon: IconArrowBackUp, tone: 'orange' },
  reject: { word: 'rejected', icon: IconX, tone: 'grey' },
} as const;

/** What people said about the artifacts of a task; each is bound to one digest. */
export const TaskReviews = ({ reviews }: { reviews: readonly Review[] }) => (
  <ul className={classes.reviews} aria-label="Reviews">
    {reviews.map((review) => {
      const verdict = VERDICTS[review.verdict];
      return (
        <li key={review.id} className={classes.review}>
          <div className={classes.head}>
            <span className={classes.verdict} data-tone={verdict.tone}>
              <verdict.icon size={15} aria-hidden />
            </span>
            <PersonName name={review.reviewerName} />
            <span>{verdict.word}</span>
            <CopyId value={review.artifactDigest} />
            {review.comments.length > 0 && <span className={classes.quiet}>with {countOf(review.comments.length, 'comment')}</span>}
            <span className={classes.time}>
              <RelativeTime at={review.at} />
            </span>
          </div>
          {review.reason && <p className={classes.reason}>{review.reason}</p>}
        </li>
      );
    })}
  </ul>
);
