'use client';

import { UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronRight,
  IconCircleCheck,
  IconCircleX,
  IconReceipt2,
  IconRepeat,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { CheckVerdict } from '../../server/domain/verification/check.ts';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './check-list.module.css';
import { CheckSide } from './check-side.tsx';

const LOOKS: Readonly<Record<CheckVerdict['verdict'], { word: string; tone: string; icon: TablerIcon }>> = {
  passed: { word: 'Passed', tone: 'green', icon: IconCircleCheck },
  proven: { word: 'Proven', tone: 'green', icon: IconCircleCheck },
  failed: { word: 'Failed', tone: 'red', icon: IconCircleX },
  not_reproduced: { word: 'Not reproduced', tone: 'red', icon: IconRepeat },
  unknown: { word: 'Unknown', tone: 'amber', icon: IconAlertTriangle },
};

/** What we ran ourselves in clean containers. Each opens to its receipt: base and result side by side, with what they printed. */
export const CheckList = ({ runId, verdicts }: { runId: string; verdicts: readonly CheckVerdict[] }) => (
  <ul className={classes.list}>
    {verdicts.map((verdict) => (
      <CheckItem key={verdict.name} runId={runId} verdict={verdict} />
    ))}
  </ul>
);

const CheckItem = ({ runId, verdict }: { runId: string; verdict: CheckVerdict }) => {
  const look = LOOKS[verdict.verdict];
  const [open, setOpen] = useState(verdict.verdict !== 'passed' && verdict.verdict !== 'proven');
  return (
    <li className={classes.item} data-check={verdict.name} data-verdict={verdict.verdict}>
      <UnstyledButton className={classes.head} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} className={classes.chevron} data-open={open || undefined} aria-hidden />
        <span className={classes.verdict} data-tone={look.tone}>
          <look.icon size={15} stroke={1.9} aria-hidden /> {look.word}
        </span>
        <span className={classes.words}>
          <b>
            <SafeText text={verdict.name} />
          </b>{' '}
          <SafeText text={verdict.command} className={classes.command} />
          <span className={classes.sentence}>{verdict.sentence}</span>
        </span>
        <span className={classes.receipt} title="We ran this in a clean container, without agent and network">
          <IconReceipt2 size={15} aria-hidden /> <span>receipt</span>
        </span>
      </UnstyledButton>
      {open && (
        <div className={classes.sides} data-both={(verdict.base !== null && verdict.result !== null) || undefined}>
          {verdict.base && <CheckSide runId={runId} title="On the base" result={verdict.base} />}
          {verdict.result && <CheckSide runId={runId} title="On the result" result={verdict.result} />}
          {!verdict.base && !verdict.result && <p className={classes.sentence}>There is no receipt: it was not run.</p>}
        </div>
      )}
    </li>
  );
};
