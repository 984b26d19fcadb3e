'use client';

import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import classes from './evidence.module.css';
import type { PolicyBacktest } from './policy-api.ts';

type Hit = PolicyBacktest['globHits'][number];
const OFTEN = 0.1;
const MOST = 12;

/** How often each pattern hit the last changes of the repository: those that hit too often first, then those that never did. */
export const PatternHits = ({ patterns }: { patterns: readonly Hit[] }) => {
  const [isWhole, setWhole] = useState(false);
  const some = patterns.find(({ hits }) => hits > 0);
  if (some === undefined)
    return (
      <p className={classes.none}>
        No pattern matched any of the last changes, or none are known yet: they are read when a repository is synced.
      </p>
    );
  const often = patterns.filter(({ rate }) => rate > OFTEN);
  const never = patterns.filter(({ hits }) => hits === 0);
  const rest = patterns.filter(({ rate, hits }) => hits > 0 && rate <= OFTEN);
  const byHits = (a: Hit, b: Hit) => b.hits - a.hits;
  const all = [...often.sort(byHits), ...rest.sort(byHits), ...never];
  return (
    <section aria-label="How often patterns hit">
      <p className={classes.summary}>
        Patterns on the last <strong>{Math.round(some.hits / some.rate).toLocaleString('en')}</strong> changes: {often.length} hit more than
        10 %, {never.length} of {patterns.length} never matched.
      </p>
      <ul className={classes.hits}>
        {(isWhole ? all : all.slice(0, MOST)).map(({ set, glob, hits, rate }) => (
          <li key={`${set} ${glob}`}>
            <code>{glob}</code>
            <span className={classes.quiet}>{set}</span>
            <span className={classes.tone} data-tone={rate > OFTEN ? 'amber' : 'grey'}>
              {hits === 0 ? 'never' : `${hits} (${rate < 0.01 ? '<1' : Math.round(rate * 100)} %)`}
            </span>
          </li>
        ))}
      </ul>
      {all.length > MOST && (
        <UnstyledButton className={classes.go} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${all.length}`}
        </UnstyledButton>
      )}
    </section>
  );
};
