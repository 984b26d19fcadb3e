'use client';

import { useRouter } from 'next/navigation';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { stepHunk } from '../artifact-diff/hunk-steps.ts';
import type { Place } from '../artifact-diff/place.ts';
import type { ReviewDraft } from '../artifact-diff/review-draft.ts';
import { nextUnviewed } from '../artifact-diff/viewed-marks.ts';
import type { Deciding } from '../decision-card/use-deciding.ts';
import { useKeys } from '../ui/keyboard.tsx';
import { useQueueFilter } from './use-queue-filter.ts';

const cardOf = (path: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-file="${CSS.escape(path)}"]`);

/** Focus goes to the next finding after the one that has it, round and round. */
const nextFinding = (step: 1 | -1): void => {
  const findings = [...document.querySelectorAll<HTMLElement>('[data-finding]')];
  const at = findings.indexOf(document.activeElement as HTMLElement);
  const next = findings[at < 0 ? (step === 1 ? 0 : findings.length - 1) : (at + step + findings.length) % findings.length];
  next?.focus();
  next?.scrollIntoView({ block: 'center' });
};

type Input = {
  readonly room: ReviewRoom;
  readonly files: readonly ReadFile[];
  readonly draft: ReviewDraft;
  readonly deciding: Deciding;
  readonly place: Place;
  readonly goTo: (index: number) => void;
  readonly follow: () => void;
  readonly mayComment: boolean;
  readonly mayMark: boolean;
};

/** The keys of the reading room. Each does what a button of the page does too. */
export const useRoomKeys = ({ room, files, draft, deciding, place, goTo, follow, mayComment, mayMark }: Input): void => {
  const router = useRouter();
  const { query } = useQueueFilter();
  const mayDecide = room.mayDecide.allowed && (room.run.status === 'IN_REVIEW' || room.run.status === 'MERGE_REFUSED');
  const pathHere = () => files[place.get()]?.file.path;
  const step = (by: number) => goTo(Math.max(0, Math.min(files.length - 1, place.get() + by)));
  const hunk = (by: 1 | -1) => {
    follow();
    if (!stepHunk(by)) step(by);
  };
  const toggle = () => {
    const path = pathHere();
    if (path !== undefined) draft.actions.toggleViewed(path);
  };
  const has = files.length > 0;
  useKeys(
    {
      j: { label: 'Next file', run: () => step(1), when: has },
      k: { label: 'Previous file', run: () => step(-1), when: has },
      ']': { label: 'Next file in reading order', run: () => step(1), when: has },
      '[': { label: 'Previous file in reading order', run: () => step(-1), when: has },
      Enter: { label: 'Go to the file', run: () => step(0), when: has },
      n: { label: 'Next change', run: () => hunk(1), when: has },
      p: { label: 'Previous change', run: () => hunk(-1), when: has },
      a: { label: 'Approve', run: () => deciding.choose('approve'), when: mayDecide },
      r: { label: 'Request changes', run: () => deciding.choose('request_changes'), when: mayDecide },
      x: { label: 'Reject', run: () => deciding.choose('reject'), when: mayDecide },
      f: { label: 'Next finding', run: () => nextFinding(1) },
      F: { label: 'Previous finding', run: () => nextFinding(-1) },
      v: { label: 'Mark the file as viewed', run: toggle, when: has && mayMark },
      M: {
        label: 'Viewed, and on to the next that is not',
        run: () => {
          const path = pathHere();
          if (path === undefined) return;
          if (!draft.viewed.has(path)) draft.actions.toggleViewed(path);
          const next = nextUnviewed(
            files.map(({ file }) => file.path),
            new Set([...draft.viewed, path]),
            place.get(),
          );
          if (next !== null) goTo(next);
        },
        when: has && mayMark,
      },
      c: {
        label: 'Comment on the file',
        run: () =>
          cardOf(pathHere() ?? '')
            ?.querySelector<HTMLElement>('[data-comment-file]')
            ?.click(),
        when: has && mayComment,
      },
      e: { label: 'Evidence', run: () => window.scrollTo({ top: 0 }) },
      d: { label: 'Difference', run: () => document.getElementById('diff')?.scrollIntoView({ block: 'start' }) },
      u: { label: 'Back to the queue', run: () => router.push(`/reviews${query}`) },
      l: { label: 'Open the log', run: () => router.push(`/runs/${room.run.id}`) },
    },
    'Reading room',
  );
};
