import type { Contract } from '../contract/contract.ts';
import { evaluateCondition } from './conditions.ts';
import type { PolicyFacts } from './facts.ts';
import { DISPATCHES, type Dispatch, type Policy } from './model.ts';

export type DispatchDecision = { readonly dispatch: Dispatch; readonly because: readonly string[] };

/**
 * May this task run unattended, only with a person attending, or not at all? The strictest rule wins and unknown restricts.
 * Nobody attends runs in this version: `attended` is said in the form, and the reason given for the sensitive boundary
 * stands in for it.
 */
export const dispatchDecision = (
  policy: Policy,
  { contract, paths }: { readonly contract: Contract; readonly paths: readonly string[] | null },
): DispatchDecision => {
  const facts: PolicyFacts = {
    artifactDigest: null,
    kind: null,
    targetBranch: contract.environment.baseBranch,
    files: null,
    checks: null,
    detectors: null,
    findings: null,
    evidence: { summary_present: null, handed_off_by_agent: null, clauses_kept: null },
    task: taskFacts(contract),
    repositoryPaths: paths,
    rounds: null,
    freeze: null,
    requesterId: null,
    committerIds: null,
    reviews: null,
  };
  let dispatch = policy.dispatch.default;
  const because: string[] = [];
  for (const rule of policy.dispatch.rules) {
    const condition = evaluateCondition(policy, rule.when, facts);
    if (condition.result === false) continue;
    // A rule may only restrict; one that says less than the default says nothing.
    if (DISPATCHES.indexOf(rule.dispatch) <= DISPATCHES.indexOf(policy.dispatch.default)) continue;
    because.push(`${rule.id}: ${condition.sentence}`);
    if (DISPATCHES.indexOf(rule.dispatch) > DISPATCHES.indexOf(dispatch)) dispatch = rule.dispatch;
  }
  return { dispatch, because: because.length > 0 ? because : ['no rule applies; this is the default'] };
};

export const taskFacts = (contract: Contract): NonNullable<PolicyFacts['task']> => ({
  kind: contract.returns.artifact,
  risk: contract.boundary.risk,
  allowedPaths: contract.boundary.allowedPaths,
  deniedPaths: contract.boundary.deniedPaths,
});
