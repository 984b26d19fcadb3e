'use client';

import type { ShadowReport as Report } from '../../server/ports/policy-store.ts';
import { DecisionChip } from '../decision-card/decision-chip.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './version.module.css';

const WORDS = { looser: 'looser', tighter: 'stricter', same: 'the same' } as const;

/** Decisions that would have been others, newest first. */
export const ShadowReport = ({ report: { decisions, counts, items } }: { report: Report }) => (
  <>
    <p className={classes.quiet}>
      {decisions === 0
        ? 'No decision was made since. The next ones will stand here.'
        : `${decisions.toLocaleString('en')} ${decisions === 1 ? 'decision' : 'decisions'}: ${counts.looser.toLocaleString('en')} would have been looser, ${counts.tighter.toLocaleString('en')} stricter, ${counts.same.toLocaleString('en')} the same.`}
    </p>
    {items.length > 0 && (
      <ul className={classes.shadowed} aria-label="Decisions that would have been others">
        {items.map((item) => (
          <li key={`${item.runId} ${item.at}`} data-direction={item.direction}>
            <a href={`/reviews/${item.runId}`} target="_blank" rel="noreferrer">
              #{item.taskNumber} <SafeText text={item.title} />
            </a>
            <span className={classes.pair}>
              <DecisionChip disposition={item.was} />
              <span aria-hidden>→</span>
              <DecisionChip disposition={item.would} />
              <span className={classes.quiet}>{WORDS[item.direction]}</span>
            </span>
            <RelativeTime at={item.at} className={classes.quiet} />
          </li>
        ))}
      </ul>
    )}
  </>
);
