'use client';

import {
  IconAlertOctagon,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconCircleDot,
  IconClock,
  IconEye,
  IconGitMerge,
  IconHandStop,
  IconLock,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { RunStatus, WaitReason } from '../../server/domain/run/status.ts';
import classes from './status-badge.module.css';
import { waitSentence } from './wait-reason.ts';

type Look = {
  readonly word: string;
  readonly tone: 'grey' | 'blue' | 'amber' | 'violet' | 'green' | 'orange' | 'red';
  readonly icon: TablerIcon;
  readonly live?: true;
};

const LOOKS: Readonly<Record<RunStatus, Look>> = {
  QUEUED: { word: 'Queued', tone: 'grey', icon: IconClock },
  PREPARING: { word: 'Preparing', tone: 'blue', icon: IconCircleDot, live: true },
  RUNNING: { word: 'Running', tone: 'blue', icon: IconCircleDot, live: true },
  PAUSED: { word: 'Paused', tone: 'amber', icon: IconHandStop },
  COLLECTING: { word: 'Collecting', tone: 'blue', icon: IconCircleDot, live: true },
  VERIFYING: { word: 'Verifying', tone: 'blue', icon: IconCircleDot, live: true },
  JUDGING: { word: 'Judging', tone: 'blue', icon: IconCircleDot, live: true },
  IN_REVIEW: { word: 'Awaiting review', tone: 'violet', icon: IconEye },
  CHANGES_REQUESTED: { word: 'Changes requested', tone: 'orange', icon: IconArrowBackUp },
  APPROVED: { word: 'Approved', tone: 'green', icon: IconCheck },
  LANDING: { word: 'Landing', tone: 'green', icon: IconGitMerge, live: true },
  MERGING: { word: 'Merging', tone: 'green', icon: IconGitMerge, live: true },
  MERGE_REFUSED: { word: 'Merge refused', tone: 'red', icon: IconLock },
  MERGE_OUTCOME_UNKNOWN: { word: 'Merge outcome unknown', tone: 'red', icon: IconLock },
  MERGED: { word: 'Merged', tone: 'green', icon: IconGitMerge },
  ACCEPTED: { word: 'Accepted', tone: 'green', icon: IconCheck },
  REJECTED: { word: 'Rejected', tone: 'grey', icon: IconX },
  FAILED: { word: 'Failed', tone: 'red', icon: IconAlertOctagon },
  CANCELLED: { word: 'Cancelled', tone: 'grey', icon: IconBan },
};

/** The word for a status, as people say it. */
export const statusWord = (status: RunStatus): string => LOOKS[status].word;

/** Icon, word and colour; a run that is queued, or approved and not landed, also says why it waits. */
export const StatusBadge = ({ status, waiting = [] }: { status: RunStatus; waiting?: readonly WaitReason[] }) => {
  const look = LOOKS[status];
  const why = status === 'QUEUED' || status === 'APPROVED' ? waiting.map(waitSentence).join('; ') : '';
  return (
    <span className={classes.badge} data-tone={look.tone} data-status={status} title={why || undefined}>
      {look.live ? <span className={classes.dot} aria-hidden /> : <look.icon size={15} stroke={1.9} aria-hidden />}
      <span className={classes.word}>{look.word}</span>
      {why && <span className={classes.why}>{why}</span>}
    </span>
  );
};
