import type { Contract } from '../contract/contract.ts';
import { evaluateCondition } from './conditions.ts';
import type { PolicyFacts } from './facts.ts';
import { factsSchema } from './facts-schema.ts';
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
): DispatchDecision =>
  dispatchOf(policy, {
    ...NOTHING_KNOWN,
    targetBranch: contract.environment.baseBranch,
    task: taskFacts(contract),
    repositoryPaths: paths,
  });

/** The same over facts: what the cases of a policy and the command line ask. */
export const dispatchOf = (policy: Policy, facts: PolicyFacts): DispatchDecision => {
  let dispatch = policy.dispatch.default;
  const because: string[] = [];
  for (const rule of policy.dispatch.rules) {
    const condition = evaluateCondition(policy, rule.when, facts);
    if (condition.result === false) continue;
    // A rule may only restrict; one that says less than the default says nothing.
    if (DISPATCHES.indexOf(rule.then) <= DISPATCHES.indexOf(policy.dispatch.default)) continue;
    because.push(`${rule.id}: ${condition.sentence}`);
    if (DISPATCHES.indexOf(rule.then) > DISPATCHES.indexOf(dispatch)) dispatch = rule.then;
  }
  return { dispatch, because: because.length > 0 ? because : ['no rule applies; this is the default'] };
};

const NOTHING_KNOWN: PolicyFacts = factsSchema.parse({});

export const taskFacts = (contract: Contract): NonNullable<PolicyFacts['task']> => ({
  kind: contract.returns.artifact,
  risk: contract.boundary.risk,
  allowedPaths: contract.boundary.allowedPaths,
  deniedPaths: contract.boundary.deniedPaths,
  attended: false,
  // A contract asks for no capability and carries no label, and people file it themselves.
  capabilities: [],
  labels: [],
  source: 'person',
});
