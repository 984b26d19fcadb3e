'use client';

import { useRouter } from 'next/navigation';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import type { ReviewDraft } from '../artifact-diff/review-draft.ts';
import { nextUnviewed } from '../artifact-diff/viewed-marks.ts';
import type { Deciding } from '../decision-card/use-deciding.ts';
import { useKeys } from '../ui/keyboard.tsx';
import { useQueueFilter } from './use-queue-filter.ts';

const cardOf = (path: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-file="${CSS.escape(path)}"]`);

/** Brings the file under the top bar. Files above it are drawn on the way and push it, so it is brought there again until it stands still. */
export const scrollToFile = (path: string): void => {
  let tries = 0;
  const bring = () => {
    const card = cardOf(path);
    if (!card) return;
    const before = card.getBoundingClientRect().top;
    card.scrollIntoView({ block: 'start' });
    tries += 1;
    if (tries < 8)
      setTimeout(
        () =>
          Math.abs((cardOf(path)?.getBoundingClientRect().top ?? 0) - card.getBoundingClientRect().top) < 1 &&
          (tries < 3 || Math.abs(before - card.getBoundingClientRect().top) > 2) &&
          bring(),
        90,
      );
  };
  bring();
};

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
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly mayComment: boolean;
};

/** The keys of the reading room. Each does what a button of the page does too. */
export const useRoomKeys = ({ room, files, draft, deciding, active, setActive, mayComment }: Input): void => {
  const router = useRouter();
  const { query } = useQueueFilter();
  const path = files[active]?.file.path;
  const mayDecide = room.mayDecide.allowed && (room.run.status === 'IN_REVIEW' || room.run.status === 'MERGE_REFUSED');
  const go = (index: number) => {
    const file = files[Math.max(0, Math.min(files.length - 1, index))];
    if (!file) return;
    setActive(files.indexOf(file));
    scrollToFile(file.file.path);
  };
  const toggle = () => {
    if (path) draft.actions.toggleViewed(path);
  };
  const has = files.length > 0;
  useKeys(
    {
      j: { label: 'Next file', run: () => go(active + 1), when: has },
      k: { label: 'Previous file', run: () => go(active - 1), when: has },
      ']': { label: 'Next file in reading order', run: () => go(active + 1), when: has },
      '[': { label: 'Previous file in reading order', run: () => go(active - 1), when: has },
      Enter: { label: 'Go to the file', run: () => go(active), when: has },
      a: { label: 'Approve', run: () => deciding.choose('approve'), when: mayDecide },
      r: { label: 'Request changes', run: () => deciding.choose('request_changes'), when: mayDecide },
      x: { label: 'Reject', run: () => deciding.choose('reject'), when: mayDecide },
      f: { label: 'Next finding', run: () => nextFinding(1) },
      F: { label: 'Previous finding', run: () => nextFinding(-1) },
      v: { label: 'Mark the file as viewed', run: toggle, when: has },
      M: {
        label: 'Viewed, and on to the next that is not',
        run: () => {
          if (!path) return;
          if (!draft.viewed.has(path)) draft.actions.toggleViewed(path);
          const next = nextUnviewed(
            files.map(({ file }) => file.path),
            new Set([...draft.viewed, path]),
            active,
          );
          if (next !== null) go(next);
        },
        when: has,
      },
      c: {
        label: 'Comment on the file',
        run: () => path && cardOf(path)?.querySelector<HTMLElement>('[data-comment-file]')?.click(),
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
