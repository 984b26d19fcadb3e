import type { CheckConclusion, CheckFact, PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';

export type CheckState = CheckConclusion | 'untrusted' | 'stale';
export type NamedCheck = { readonly name: string; readonly state: CheckState };

/** May this artifact land at all? Only that has to be proven; a report is read and accepted by a person. */
export const mayLand = (facts: PolicyFacts): boolean => facts.kind === 'change' && facts.files !== null && facts.files.length > 0;

/**
 * Every check that must be green: those of the contract, whatever the policy says, and those that the policy names. Null
 * when the checks are not known.
 */
export const checkStates = (policy: Policy, facts: PolicyFacts): readonly NamedCheck[] | null => {
  const { checks } = facts;
  if (checks === null || facts.kind === null || facts.files === null) return null;
  const named = mayLand(facts) ? policy.settings.checks.required : [];
  return [...new Set([...checks.required, ...named])].map((name) => ({ name, state: stateOf(policy, facts, checks.results[name]) }));
};

const stateOf = (policy: Policy, facts: PolicyFacts, check: CheckFact | undefined): CheckState => {
  if (check === undefined) return 'missing';
  const { trusted_sources, bind_to } = policy.settings.checks;
  if (!trusted_sources.includes(check.source)) return 'untrusted';
  const tree = bind_to === 'head_tree' ? facts.trees.head : facts.trees.mergeResult;
  if (check.conclusion !== 'pending' && (check.isStale || tree === null || check.tree !== tree)) return 'stale';
  return check.conclusion === 'skipped' || check.conclusion === 'neutral' ? 'missing' : check.conclusion;
};

export const isFailed = (state: CheckState): boolean => state === 'failure' || state === 'not_reproduced' || state === 'timed_out';
