import type { Person } from '../shared/role.ts';
import { evaluateCondition } from './conditions.ts';
import type { OpenRelease, PredicateNode, RuleNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy, Rule } from './model.ts';
import { openRelease } from './release-blocks.ts';
import { node } from './truth.ts';

export type JudgedRule = {
  readonly rule: Rule;
  readonly trace: RuleNode;
  /** For a block that acts: who could let it through. */
  readonly release: OpenRelease | null;
  /** For a block that would act and was let through: who did, in words. */
  readonly override: string | null;
};

export const judgeRule = (policy: Policy, rule: Rule, facts: PolicyFacts, people: readonly Person[] | null): JudgedRule => {
  const base = { rule: rule.id, effect: rule.effect, description: rule.description, message: rule.message ?? '' };
  if (!rule.enabled) return { rule, trace: { ...base, state: 'disabled', applies: false, condition: null }, release: null, override: null };
  const condition = tryCondition(policy, rule, facts);
  const state = condition.result === true ? 'matched' : condition.result === false ? 'not_matched' : 'unknown';
  const restricts = rule.effect === 'block' || rule.effect === 'require';
  const applies = state === 'matched' || (state === 'unknown' && restricts);
  const release = applies && rule.effect === 'block' ? openRelease(rule, facts, people) : null;
  const isReleased = release !== null && release.missing === 0;
  return {
    rule,
    trace: { ...base, state, applies: applies && !isReleased, condition },
    release: isReleased ? null : release,
    override: isReleased ? `${rule.id} was released by ${release.have.join(', ')}` : null,
  };
};

/** A predicate that breaks is a predicate whose answer is not known. */
const tryCondition = (policy: Policy, rule: Rule, facts: PolicyFacts): PredicateNode => {
  try {
    return evaluateCondition(policy, rule.when, facts);
  } catch {
    return node('error', 'unknown', 'the condition could not be evaluated');
  }
};
