import { isMergeable } from '../artifact/digest.ts';
import type { Artifact } from '../artifact/manifest.ts';
import { type Decision, policyName } from '../policy/decision.ts';
import { failure } from '../shared/failure.ts';
import { fail, ok, type Result } from '../shared/result.ts';

/**
 * May this artifact land now? Asked with a decision made at this moment from what is stored, never with one from before.
 * No decision is a no.
 */
export const mayMerge = ({ decision, artifact }: { readonly decision: Decision | null; readonly artifact: Artifact }): Result<void> => {
  if (decision === null) return fail(failure('not_allowed', 'The artifact has not been judged, so it cannot be merged.'));
  if (!isMergeable(artifact.kind, artifact.change))
    return fail(failure('not_allowed', 'There is nothing to merge: what came back is a report or changes no file.'));
  const broken = artifact.clauses.find((clause) => clause.clause === 'branch_only' && clause.verdict !== 'kept');
  if (broken !== undefined) return fail(failure('not_allowed', `It cannot be merged: ${broken.evidence}`));
  if (decision.disposition === 'APPROVED' || decision.disposition === 'AUTO_MERGE') return ok(undefined);
  const why = [...decision.because, ...decision.missing.map((entry) => `still missing: ${entry}`)].join('; ');
  return fail(failure('not_allowed', `Policy ${policyName(decision.policy)} says ${decision.disposition}: ${why}`));
};
