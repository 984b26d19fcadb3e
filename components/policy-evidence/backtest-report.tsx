'use client';

import { BacktestMatrix } from './backtest-matrix.tsx';
import classes from './evidence.module.css';
import { PatternHits } from './pattern-hits.tsx';
import type { PolicyBacktest } from './policy-api.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const MANY = 0.1;

/** What the candidate would have said about earlier artifacts, against what is in force; then how its patterns hit. */
export const BacktestReport = ({ report }: { report: PolicyBacktest }) => {
  const { counts } = report;
  return (
    <div data-testid="backtest" data-wider={report.isWider}>
      {report.items === 0 ? (
        <p className={classes.none}>
          There is no earlier artifact to try it on yet. What the text alone shows still counts: see what changes.
        </p>
      ) : (
        <>
          <p className={classes.summary}>
            {report.isCut && 'The last '}
            <strong>{report.items.toLocaleString('en')}</strong> earlier {report.items === 1 ? 'artifact' : 'artifacts'}:{' '}
            <span className={classes.tone} data-tone={counts.looser > 0 ? 'red' : 'grey'}>
              {counts.looser.toLocaleString('en')} looser
            </span>
            ,{' '}
            <span className={classes.tone} data-tone={counts.tighter > 0 ? 'violet' : 'grey'}>
              {counts.tighter.toLocaleString('en')} stricter
            </span>
            , {counts.same.toLocaleString('en')} the same.{' '}
            <span data-many={report.twoPersonShare > MANY || undefined}>
              {percent(report.twoPersonShare)} would need two people
              {report.twoPersonShare > MANY ? ', which wears reviewers out' : ''}.
            </span>
          </p>
          <BacktestMatrix matrix={report.matrix} />
          {report.withoutEffect.length > 0 && (
            <p className={classes.none}>
              Rules that made no difference to any of them: {report.withoutEffect.join(', ')}. Another rule may cover them, or nothing like
              it came yet.
            </p>
          )}
        </>
      )}
      <PatternHits patterns={report.globHits} />
    </div>
  );
};
