import { readPolicyText } from '../domain/policy/examine-policy.ts';
import { explainPolicy } from '../domain/policy/explain-policy.ts';
import { loosenings } from '../domain/policy/loosenings.ts';
import { type PolicyChange, policyChanges } from '../domain/policy/policy-changes.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { PolicyStore, PolicyVersionView } from '../ports/policy-store.ts';
import { readAround } from './policy-around.ts';

export type ShownPolicyVersion = PolicyVersionView & {
  readonly yaml: string;
  /** What holds with it, in sentences; empty when it cannot be used as things stand now. */
  readonly sentences: readonly string[];
  /** Why it cannot be used now; null when it can. */
  readonly problem: string | null;
  /** Against what is in force. */
  readonly changed: { readonly changes: readonly PolicyChange[]; readonly loosenings: readonly string[] };
};

/** One version with what it means, and what putting it in force would change. */
export const showPolicyVersion = async (
  { policies }: { readonly policies: Pick<PolicyStore, 'version' | 'inForce'> },
  id: string,
): Promise<Result<ShownPolicyVersion>> => {
  const version = await policies.version(id);
  if (!version) return fail(failure('not_found', 'There is no such version of a policy.'));
  const unusable = (problem: string) => ok({ ...version, sentences: [], problem, changed: { changes: [], loosenings: [] } });
  const around = await readAround(policies, version.repositoryId);
  if (!around.ok) return unusable(around.failure.message);
  const read = readPolicyText(version.yaml, around.value.above);
  if (!read.ok) return unusable(read.failure.map(({ line, message }) => `Line ${line}: ${message}`).join(' '));
  const { current } = around.value;
  const { policy } = read.value;
  return ok({
    ...version,
    sentences: explainPolicy(policy),
    problem: null,
    changed: { changes: policyChanges(current, policy), loosenings: loosenings(current, policy).map(({ sentence }) => sentence) },
  });
};
