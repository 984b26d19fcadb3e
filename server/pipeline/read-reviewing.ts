import { REVIEWING_MS, type Reviewing, reviewingOf } from '../domain/review/reviewing.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import { hasRole, type Person } from '../domain/shared/role.ts';
import type { ReadModel, ReviewedRow } from '../ports/read-model.ts';

/** How one person has reviewed lately. Nobody sees it but themselves and admins, and it says nothing of others: people are not compared. */
export const readReviewing = async (
  { read }: { readonly read: Pick<ReadModel, 'person' | 'reviewedArtifacts'> },
  { personId, viewer, now }: { readonly personId: string; readonly viewer: Person; readonly now: number },
): Promise<Result<{ readonly name: string; readonly reviewing: Reviewing; readonly reviewed: readonly ReviewedRow[] }>> => {
  if (personId !== viewer.id && !hasRole(viewer.role, 'admin'))
    return fail(failure('not_allowed', 'How somebody reviews is shown to themselves and to admins.'));
  const person = await read.person(personId);
  if (!person) return fail(failure('not_found', 'There is no such person.'));
  const reviewed = await read.reviewedArtifacts(personId, now - REVIEWING_MS);
  return ok({ name: person.name, reviewing: reviewingOf(reviewed), reviewed });
};
