import { sayBacklog } from '../../server/domain/run/admission.ts';
import type { WaitReason } from '../../server/domain/run/status.ts';
import { visibleText } from './visible-characters.ts';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'] as const;
const ordinal = (position: number): string => ORDINALS[position - 1] ?? `number ${position}`;

/** Why a queued run has not started or an approved one has not landed, in words. */
export const waitSentence = (wait: WaitReason): string => {
  switch (wait.reason) {
    case 'capacity':
      return wait.ahead > 0
        ? `${wait.running} of ${wait.limit} places are taken; ${wait.ahead} ahead of it`
        : `${wait.running} of ${wait.limit} places are taken; it is next`;
    case 'earlier_run':
      return 'an earlier run of this task has not ended';
    case 'repository_not_ready':
      return `repository ${wait.repository} is not ready`;
    case 'review_backlog':
      return sayBacklog(wait);
    case 'no_worker':
      return 'no worker is running';
    case 'landing_line':
      return `${ordinal(wait.position)} in line to land on ${visibleText(wait.branch)}, behind task ${wait.behindTask}`;
    case 'frozen':
      return `frozen until ${new Date(wait.until).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}: ${visibleText(wait.why)}`;
  }
};
