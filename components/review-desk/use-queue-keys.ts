'use client';

import { useRouter } from 'next/navigation';
import type { ReviewRow } from '../../server/ports/read-model.ts';
import { useKeys } from '../ui/keyboard.tsx';
import type { DeskActs } from './use-desk-acts.tsx';

type Input = {
  readonly current: ReviewRow | null;
  /** The viewer reviews, and there is something to look at. */
  readonly mayAct: boolean;
  readonly move: (step: 1 | -1) => void;
  readonly open: (row: ReviewRow, extra?: string) => void;
  readonly ask: (what: 'snooze' | 'assign') => void;
  readonly acts: DeskActs;
};

/** The keys of the queue. Nothing is approved from here: `a` opens the room with the form of an approval. */
export const useQueueKeys = ({ current, mayAct, move, open, ask, acts }: Input): void => {
  const router = useRouter();
  const any = current !== null;
  const isSnoozed = current?.snoozed !== null && current?.snoozed !== undefined;
  const openIt = () => current && open(current);
  useKeys(
    {
      j: { label: 'Next artifact', run: () => move(1), when: any },
      k: { label: 'Previous artifact', run: () => move(-1), when: any },
      Enter: { label: 'Open the artifact', run: openIt, when: any },
      o: { label: 'Open the artifact', run: openIt, when: any },
      a: {
        label: 'Open it to approve',
        run: () => current && open(current, 'act=approve'),
        when: mayAct && current?.turn === 'yours' && current.status !== 'MERGED',
      },
      h: {
        label: isSnoozed ? 'Wake it' : 'Snooze',
        run: () => current && (isSnoozed ? acts.wake(current) : ask('snooze')),
        when: mayAct,
      },
      s: { label: 'Assign to somebody', run: () => ask('assign'), when: mayAct },
      z: { label: 'Undo the last snooze or assignment', run: acts.undo },
      l: { label: 'Open its log', run: () => current && router.push(`/runs/${current.runId}`), when: any },
    },
    'Reviews',
  );
};
