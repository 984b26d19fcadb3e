'use client';

import { IconQuote } from '@tabler/icons-react';
import type { Handoff } from '../../server/domain/artifact/manifest.ts';
import { countOf } from '../ui/format.ts';
import { SafeMarkdown } from '../ui/safe-markdown.tsx';
import { FoldButton } from './fold-button.tsx';
import classes from './log-row.module.css';
import type { LogRow } from './log-rows.ts';
import { RowTime } from './row-time.tsx';

const KINDS = {
  change: 'a change',
  investigation: 'an investigation report',
  failing_test: 'a failing test',
  could_not_finish: 'that it could not finish',
} as const;

export const HandoffRow = ({
  row,
  handoff,
  open,
  setOpen,
}: {
  row: LogRow;
  handoff: Handoff;
  open: boolean;
  setOpen: (open: boolean) => void;
}) => (
  <div className={classes.row} data-claim>
    <IconQuote size={15} className={classes.icon} aria-hidden />
    <div className={classes.words}>
      <div className={classes.who}>
        <span className={classes.claim}>agent's claim</span> The agent handed over {KINDS[handoff.kind]}
      </div>
      <SafeMarkdown text={handoff.summary} />
      <FoldButton open={open} setOpen={setOpen}>
        <span className={classes.quiet}>
          {countOf(handoff.claimedChecks.length, 'claimed check')}, {countOf(handoff.failuresHit.length, 'failure')} hit,{' '}
          {countOf(handoff.remainingRisks.length, 'remaining risk')}
        </span>
      </FoldButton>
      {open && (
        <div className={classes.body}>
          {handoff.claimedChecks.length > 0 && (
            <SafeMarkdown
              text={handoff.claimedChecks.map((check) => `- ${check.command}: claims ${check.outcome.replace('_', ' ')}`).join('\n')}
            />
          )}
          {handoff.failuresHit.length > 0 && (
            <SafeMarkdown text={`**Failures hit**\n\n${handoff.failuresHit.map((one) => `- ${one}`).join('\n')}`} />
          )}
          {handoff.remainingRisks.length > 0 && (
            <SafeMarkdown text={`**Remaining risks**\n\n${handoff.remainingRisks.map((one) => `- ${one}`).join('\n')}`} />
          )}
        </div>
      )}
    </div>
    <RowTime at={row.at} />
  </div>
);
