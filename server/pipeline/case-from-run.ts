import { caseFromFacts } from '../domain/policy/case-from-facts.ts';
import type { Disposition } from '../domain/policy/decision.ts';
import { effectivePolicy } from '../domain/policy/effective-policy.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { PolicyStore } from '../ports/policy-store.ts';

/** A case for the `tests` of a policy, made of what was decided about a run. */
export const caseFromRun = async (
  { policies }: { readonly policies: Pick<PolicyStore, 'factsOf' | 'inForce'> },
  runId: string,
): Promise<Result<{ readonly yaml: string; readonly disposition: Disposition }>> => {
  const [found, { installation, repositories }] = await Promise.all([policies.factsOf(runId), policies.inForce()]);
  if (!found)
    return fail(failure('not_found', 'There are no stored facts of this run: it was decided before they were kept, or not at all.'));
  const repository = repositories.find(({ repositoryId }) => repositoryId === found.repositoryId)?.text ?? null;
  const { policy } = effectivePolicy({ installation, repository });
  if (!policy.ok) return fail(failure('policy_refused', `No case can be made, because ${policy.failure}.`));
  const made = caseFromFacts(policy.value, `task ${found.item.taskNumber}: ${found.item.title}`.slice(0, 200), found.facts);
  return made.ok ? ok(made.value) : fail(failure('policy_refused', `No case can be made of this run. ${made.failure}`));
};
