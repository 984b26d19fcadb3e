'use client';

import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconEqual } from '@tabler/icons-react';
import { useState } from 'react';
import { DecisionChip } from '../decision-card/decision-chip.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './evidence.module.css';
import type { PolicyBacktest } from './policy-api.ts';

type Cell = PolicyBacktest['matrix'][number];
const LOOKS = {
  looser: { word: 'looser', tone: 'red', icon: IconArrowDown },
  tighter: { word: 'stricter', tone: 'violet', icon: IconArrowUp },
  same: { word: 'the same', tone: 'grey', icon: IconEqual },
} as const;
const MOST = 5;

const directionOf = (cell: Cell): keyof typeof LOOKS => cell.items[0]?.direction ?? 'same';

/** What it is now → what it would be, the cells that let more through first, with the artifacts behind each. */
export const BacktestMatrix = ({ matrix }: { matrix: readonly Cell[] }) => (
  <ul className={classes.matrix} aria-label="Backtest">
    {matrix.map((cell) => (
      <MatrixCell key={`${cell.active} ${cell.candidate}`} cell={cell} />
    ))}
  </ul>
);

const MatrixCell = ({ cell }: { cell: Cell }) => {
  const [isWhole, setWhole] = useState(false);
  const direction = directionOf(cell);
  const look = LOOKS[direction];
  const same = cell.count - cell.items.length;
  return (
    <li data-direction={direction}>
      <div className={classes.cell}>
        <span className={classes.tone} data-tone={look.tone}>
          <look.icon size={14} stroke={2} aria-hidden />
          {look.word}
        </span>
        <span className={classes.from}>
          <DecisionChip disposition={cell.active} />
          <span aria-hidden>→</span>
          <span className={classes.hidden}>becomes</span>
          <DecisionChip disposition={cell.candidate} />
        </span>
        <span className={classes.number}>{cell.count.toLocaleString('en')}</span>
        {cell.items.length > 0 && same > 0 && <span className={classes.quiet}>{same.toLocaleString('en')} of them the same</span>}
      </div>
      {cell.items.length > 0 && (
        <ul className={classes.items}>
          {(isWhole ? cell.items : cell.items.slice(0, MOST)).map((item) => (
            <li key={item.runId} data-direction={item.direction}>
              <a href={`/reviews/${item.runId}`} target="_blank" rel="noreferrer">
                #{item.taskNumber} <SafeText text={item.title} />
              </a>
              {item.direction !== direction && <span className={classes.quiet}>{LOOKS[item.direction].word}</span>}
            </li>
          ))}
          {cell.items.length > MOST && (
            <li>
              <UnstyledButton className={classes.go} onClick={() => setWhole(!isWhole)}>
                {isWhole ? 'Show fewer' : `Show all ${cell.items.length.toLocaleString('en')}`}
              </UnstyledButton>
            </li>
          )}
        </ul>
      )}
    </li>
  );
};
