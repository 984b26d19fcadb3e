import { digestOf } from '../shared/digest.ts';
import type { Person } from '../shared/role.ts';
import { compareDecisions, type Direction } from './compare-decisions.ts';
import type { Decision, Disposition } from './decision.ts';
import { type ActivePolicy, effectivePolicy, type PolicyLayers } from './effective-policy.ts';
import { evaluatePolicy } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import { holdAll, judgeOrHold } from './hold.ts';

/** What a version would have said that is only tried. Recorded, never obeyed. */
export type ShadowVerdict = { readonly policyId: string; readonly disposition: Disposition; readonly direction: Direction };

/** A decision with all that it was made from: stored together. */
export type Decided = Decision & { readonly facts: PolicyFacts; readonly shadows: readonly ShadowVerdict[] };

/** Asks the policy in force, and those that are tried beside it. */
export const decideBy = (active: ActivePolicy, facts: PolicyFacts, people: readonly Person[] | null): Decided => {
  const decision = decideUnder(active, facts, people);
  const shadows = active.shadows.map(({ policyId, layers }): ShadowVerdict => {
    const { policy } = effectivePolicy(layers);
    const would = judgeOrHold(policy.ok ? policy.value : null, facts, people);
    return { policyId, disposition: would.disposition, direction: compareDecisions(decision, would) };
  });
  return { ...decision, facts, shadows };
};

const decideUnder = (layers: PolicyLayers, facts: PolicyFacts, people: readonly Person[] | null): Decision => {
  const { ref, policy } = effectivePolicy(layers);
  return policy.ok
    ? { ...evaluatePolicy(policy.value, facts, people), policy: ref }
    : { ...holdAll(policy.failure), policy: ref, factsDigest: digestOf(facts) };
};

/** When it would be another decision though nobody does anything: a cooldown or a waiver ends. Null: never. */
export const decisionDueAt = ({ asks, facts }: Decided): number | null => {
  const { now } = facts;
  const ends = (facts.findings ?? []).flatMap(({ waived }) =>
    waived !== null && now !== null && waived.expires > now ? [waived.expires] : [],
  );
  const times = asks.cooldownUntil === null ? ends : [...ends, asks.cooldownUntil];
  return times.length === 0 ? null : Math.min(...times);
};
