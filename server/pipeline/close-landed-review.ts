import type { LandedReviewInput } from '../domain/review/landed-review.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { WebStore } from '../ports/web-store.ts';
import { fileRevert } from './file-revert.ts';

type Ports = { readonly store: Pick<WebStore, 'closeLandedReview' | 'fileRevert'>; readonly read: Pick<ReadModel, 'run'> };

/**
 * One person says what they think of a change that is in already. With `revert` the task that takes it back is filed after the word was taken; filing is
 * repeatable, so whoever is told that it failed presses the button of the merge.
 */
export const closeLandedReview = async (
  ports: Ports,
  { said, by, now }: { readonly said: LandedReviewInput; readonly by: Person; readonly now: number },
): Promise<Result<{ readonly revertTaskId: string | null }>> => {
  const closed = await ports.store.closeLandedReview({ ...said, by, now });
  if (!closed.ok) return closed;
  if (!said.revert) return ok({ revertTaskId: null });
  const filed = await fileRevert(ports, { runId: said.runId, by, now });
  return filed.ok ? ok({ revertTaskId: filed.value.taskId }) : filed;
};
