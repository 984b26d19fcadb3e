'use client';

import {
  IconAlertOctagon,
  IconArrowForward,
  IconClockStop,
  IconCloudX,
  IconDoorExit,
  IconFlag,
  IconHandStop,
  IconHelpCircle,
  IconPlayerPlay,
  IconQuote,
  IconShieldCheck,
  IconShieldX,
  IconSubtask,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { FAILURES, type FailureCode } from '../../server/domain/shared/failure.ts';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './log-row.module.css';
import type { LogRow, RowView } from './log-rows.ts';
import { RowTime } from './row-time.tsx';

type Body = Extract<RowView, { type: 'note' }>['body'];
type Note = {
  readonly icon: TablerIcon;
  readonly tone?: 'red' | 'amber' | 'blue' | 'claim' | 'quiet' | 'phase';
  readonly children: ReactNode;
};

export const PHASE_WORDS = {
  prepare: 'Prepare',
  agent: 'Agent works',
  collect: 'Collect',
  verify: 'Verify',
  judge: 'Judge',
  review: 'Review',
  merge: 'Merge',
} as const;

const STEERED = { message: 'sent a message', pause: 'paused the run', resume: 'resumed the run', cancel: 'cancelled the run' } as const;
const isKnownFailure = (code: string): code is FailureCode => code in FAILURES;

const noteOf = (body: Body): Note => {
  switch (body.kind) {
    case 'phase':
      return {
        icon: IconFlag,
        tone: body.state === 'started' ? 'phase' : 'quiet',
        children: (
          <>
            <b>{PHASE_WORDS[body.phase]}</b> {body.state === 'note' ? '' : body.state} <SafeText text={body.text} />
          </>
        ),
      };
    case 'permission':
      return {
        icon: body.outcome === 'denied' ? IconShieldX : IconShieldCheck,
        tone: body.outcome === 'denied' ? 'red' : 'quiet',
        children: (
          <>
            <b>{body.outcome === 'denied' ? 'Not permitted' : 'Permitted'}</b> <SafeText text={body.what} className={classes.mono} />
            <span className={classes.quiet}>
              {' '}
              <SafeText text={body.reason} />
            </span>
          </>
        ),
      };
    case 'broker':
      return {
        icon: body.outcome === 'refused' ? IconCloudX : IconDoorExit,
        tone: body.outcome === 'refused' ? 'red' : 'quiet',
        children: (
          <>
            <b>{body.outcome === 'refused' ? 'Refused by the broker' : 'Let through by the broker'}</b>{' '}
            <SafeText text={`${body.method} ${body.target}`} className={classes.mono} />
            <span className={classes.quiet}>
              {' '}
              <SafeText text={body.reason} />
            </span>
          </>
        ),
      };
    case 'model_call':
      return {
        icon: IconCloudX,
        tone: 'amber',
        children: (
          <>
            <b>Model call failed</b> <SafeText text={`${body.provider} ${body.model}`} className={classes.mono} /> answered {body.status}
          </>
        ),
      };
    case 'progress':
      return { icon: IconArrowForward, children: <SafeText text={body.text} multiline /> };
    case 'claimed_check':
      return {
        icon: IconQuote,
        tone: 'claim',
        children: (
          <>
            <span className={classes.claim}>agent's claim</span> <SafeText text={body.command} className={classes.mono} />{' '}
            {body.outcome.replace('_', ' ')}
            {body.note && (
              <span className={classes.quiet}>
                {' '}
                <SafeText text={body.note} multiline />
              </span>
            )}
          </>
        ),
      };
    case 'question':
      return {
        icon: IconHelpCircle,
        tone: 'amber',
        children: (
          <>
            <b>The agent asks</b> <SafeText text={body.text} multiline />
          </>
        ),
      };
    case 'tripwire':
      return {
        icon: IconHandStop,
        tone: 'amber',
        children: (
          <>
            <b>Policy stops here</b> <SafeText text={body.text} multiline />
          </>
        ),
      };
    case 'subtask_proposed':
      return {
        icon: IconSubtask,
        tone: 'claim',
        children: (
          <>
            <b>Proposes a task of its own:</b> <SafeText text={body.title} />
            <span className={classes.quiet}>
              {' '}
              <SafeText text={body.outcome} multiline />
            </span>
          </>
        ),
      };
    case 'steering':
      return {
        icon: body.action === 'resume' ? IconPlayerPlay : IconHandStop,
        tone: 'blue',
        children: (
          <>
            <b>
              <SafeText text={body.by} />
            </b>{' '}
            {STEERED[body.action]}
            {body.text && (
              <>
                : <SafeText text={body.text} multiline />
              </>
            )}
          </>
        ),
      };
    case 'limit':
      return {
        icon: IconClockStop,
        tone: 'amber',
        children: (
          <>
            <b>Limit reached</b> <SafeText text={body.text} multiline />
          </>
        ),
      };
    case 'failure':
      return {
        icon: IconAlertOctagon,
        tone: 'red',
        children: (
          <>
            <b>
              <SafeText text={body.text} multiline />
            </b>
            {isKnownFailure(body.code) && <span className={classes.quiet}> {FAILURES[body.code].next}</span>}
          </>
        ),
      };
  }
};

/** Everything that is told in one sentence. What was refused, denied or failed stands out; what went by is quiet. */
export const NoteRow = ({ row, body }: { row: LogRow; body: Body }) => {
  const { icon: Icon, tone, children } = noteOf(body);
  return (
    <div
      className={classes.row}
      data-note={body.kind}
      data-tone={tone}
      data-quiet={tone === 'quiet' || undefined}
      data-claim={tone === 'claim' || undefined}
    >
      <Icon size={15} className={classes.icon} aria-hidden />
      <span className={classes.words}>{children}</span>
      <RowTime at={row.at} />
    </div>
  );
};
