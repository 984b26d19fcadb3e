'use client';

import { IconCircleCheck, IconX } from '@tabler/icons-react';
import type { CaseResult } from '../../server/domain/policy/policy-cases.ts';
import { DecisionChip } from '../decision-card/decision-chip.tsx';
import classes from './evidence.module.css';

/** The cases of a policy: met or not, and what was expected where it is not. Those that are not met come first. */
export const CaseList = ({ cases }: { cases: readonly CaseResult[] }) => {
  if (cases.length === 0)
    return (
      <p className={classes.none}>
        This text has no cases. Write some under <code>tests:</code>, or make one from a decision in the editor.
      </p>
    );
  const sorted = [...cases].sort((a, b) => Number(a.isMet) - Number(b.isMet));
  return (
    <ul className={classes.rows} aria-label="Cases">
      {sorted.map((result, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two cases may have one name
        <li key={index} data-met={result.isMet}>
          <span className={classes.tone} data-tone={result.isMet ? 'green' : 'red'}>
            {result.isMet ? <IconCircleCheck size={15} stroke={1.8} aria-hidden /> : <IconX size={15} stroke={1.8} aria-hidden />}
            {result.isMet ? 'Met' : 'Not met'}
          </span>
          <span className={classes.words}>
            {result.name}
            {!result.isMet && <span className={classes.why}>{result.sentence}.</span>}
          </span>
          {result.disposition && <DecisionChip disposition={result.disposition} />}
        </li>
      ))}
    </ul>
  );
};
