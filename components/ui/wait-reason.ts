import { sayBacklog } from '../../server/domain/run/admission.ts';
import type { WaitReason } from '../../server/domain/run/status.ts';

/** Why a queued run has not started, in words. */
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
  }
};
