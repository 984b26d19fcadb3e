import { digestOf } from '../shared/digest.ts';
import type { Person } from '../shared/role.ts';
import { mergeSlots, openRequirement, weighReviews } from './approvals.ts';
import { evaluateCondition } from './conditions.ts';
import type { Decision, Disposition, PredicateNode, RuleNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy, Requirement, Rule } from './model.ts';
import { node } from './truth.ts';

type Judged = { readonly rule: Rule; readonly trace: RuleNode };

/**
 * What happens to an artifact. Every rule is always evaluated, in no order, and the strictest result wins. Unknown makes
 * `block` and `require` apply and makes `auto_merge` and `bounce` not apply. The same facts and policy give the same bytes.
 */
export const evaluatePolicy = (policy: Policy, facts: PolicyFacts, people: readonly Person[]): Decision => {
  const judged = [...policy.rules].sort((a, b) => (a.id < b.id ? -1 : 1)).map((rule) => judgeRule(policy, rule, facts));
  const acting = (effect: Rule['effect'], state?: RuleNode['state']) =>
    judged.filter(({ trace }) => trace.effect === effect && trace.applies && (state === undefined || trace.state === state));
  const standing = weighReviews(policy, facts, people);
  const requirements = acting('require');
  const grants = acting('auto_merge');
  const bounces = acting('bounce');
  const unknownIdentity = missingIdentity(facts);
  const checks = openChecks(facts);
  const mayLand = facts.kind === 'change' && facts.files !== null && facts.files.length > 0;

  const needed: readonly { readonly id: string; readonly requirement: Requirement }[] =
    requirements.length > 0
      ? requirements.flatMap(({ rule }) => (rule.effect === 'require' ? [{ id: rule.id, requirement: rule.requires }] : []))
      : [{ id: policy.settings.default_requirement.id, requirement: policy.settings.default_requirement }];
  const open = needed.map(({ requirement }) => openRequirement(requirement, standing, people, facts));
  const missing = [...new Set([...open.flatMap((entry) => entry.missing), ...checks.missing])];
  // An earlier request for changes is what the others wait for once they are done; before that this artifact is its answer.
  const isHeldByEarlier = standing.unanswered.length > 0 && missing.length === 0;
  const nearest = nearestAutomatic(judged, requirements, mayLand);
  const rounds = facts.rounds ?? Number.POSITIVE_INFINITY;

  let disposition: Disposition;
  const because: string[] = [];
  const tell = (entries: readonly Judged[]) =>
    because.push(...entries.map(({ rule, trace }) => `${rule.id}: ${trace.condition?.sentence ?? ''}`));
  if (acting('block', 'matched').length > 0) {
    disposition = 'BLOCK';
    tell(acting('block', 'matched'));
  } else if (unknownIdentity.length > 0 || acting('block').length > 0) {
    disposition = 'HOLD';
    if (unknownIdentity.length > 0) because.push(`facts missing: ${unknownIdentity.join(', ')}`);
    tell(acting('block'));
  } else if (standing.objections.length > 0 || isHeldByEarlier) {
    disposition = 'CHANGES_REQUESTED';
    because.push(...standing.objections, ...standing.unanswered);
  } else if (bounces.length > 0 && rounds < policy.settings.bounce.max_rounds) {
    disposition = 'BOUNCE';
    tell(bounces);
  } else if (checks.pending.length > 0) {
    disposition = 'WAIT';
    because.push(`waiting for ${checks.pending.join(', ')}`);
  } else if (mayLand && grants.length > 0 && requirements.length === 0 && checks.missing.length === 0 && standing.unanswered.length === 0) {
    disposition = 'AUTO_MERGE';
    tell(grants);
  } else {
    disposition = missing.length === 0 ? 'APPROVED' : 'REVIEW';
    tell(requirements);
    if (requirements.length === 0) because.push(defaultReason(policy, nearest, mayLand));
    if (bounces.length > 0) because.push(`bounce-limit: already sent back ${facts.rounds ?? 'an unknown number of'} times`);
  }

  const isDecided = disposition === 'AUTO_MERGE' || disposition === 'APPROVED';
  return {
    disposition,
    policy: { name: policy.metadata.name, version: policy.metadata.version, digest: policyDigest(policy) },
    factsDigest: digestOf(facts),
    because,
    trace: judged.map(({ trace }) => trace),
    needs: disposition === 'AUTO_MERGE' ? [] : mergeSlots(open.flatMap((entry) => entry.slots)),
    missing: isDecided ? [] : [...missing, ...standing.unanswered],
    ignored: standing.ignored,
    nearestAutomatic: isDecided ? null : nearest,
  };
};

const DIGESTS = new WeakMap<Policy, string>();

/** A policy never changes once it is parsed, and its digest takes longer than a decision. */
export const policyDigest = (policy: Policy): string => {
  const digest = DIGESTS.get(policy) ?? digestOf(policy);
  DIGESTS.set(policy, digest);
  return digest;
};

const judgeRule = (policy: Policy, rule: Rule, facts: PolicyFacts): Judged => {
  const base = { rule: rule.id, effect: rule.effect, description: rule.description };
  if (!rule.enabled) return { rule, trace: { ...base, state: 'disabled', applies: false, condition: null } };
  const condition = tryCondition(policy, rule, facts);
  const state = condition.result === true ? 'matched' : condition.result === false ? 'not_matched' : 'unknown';
  const restricts = rule.effect === 'block' || rule.effect === 'require';
  return { rule, trace: { ...base, state, applies: state === 'matched' || (state === 'unknown' && restricts), condition } };
};

/** A predicate that breaks is a predicate whose answer is not known. */
const tryCondition = (policy: Policy, rule: Rule, facts: PolicyFacts): PredicateNode => {
  try {
    return evaluateCondition(policy, rule.when, facts);
  } catch {
    return node('error', 'unknown', 'the condition could not be evaluated');
  }
};

const missingIdentity = (facts: PolicyFacts): readonly string[] =>
  (
    [
      ['artifact digest', facts.artifactDigest],
      ['requester', facts.requesterId],
      ['committers', facts.committerIds],
      ['files', facts.files],
      ['target branch', facts.targetBranch],
      ['reviews', facts.reviews],
      ['kind', facts.kind],
    ] as const
  ).flatMap(([name, value]) => (value === null ? [name] : []));

/** An approval never overrules a check: what is not green stays on the list. */
const openChecks = (facts: PolicyFacts): { readonly pending: readonly string[]; readonly missing: readonly string[] } => {
  const { checks } = facts;
  if (checks === null) return { pending: [], missing: ['checks: not known'] };
  const open = checks.required.filter((name) => checks.conclusions[name] !== 'success');
  return {
    pending: open.filter((name) => checks.conclusions[name] === 'pending'),
    missing: open.length === 0 ? [] : [`checks: ${open.join(', ')}`],
  };
};

/** The grant that lacks least, and what it lacks. */
const nearestAutomatic = (judged: readonly Judged[], requirements: readonly Judged[], mayLand: boolean): Decision['nearestAutomatic'] => {
  const grants = judged.flatMap(({ rule, trace }) => {
    if (trace.effect !== 'auto_merge' || trace.condition === null) return [];
    const held = heldBy(trace.condition);
    return [
      {
        rule: rule.id,
        heldBy: [
          ...(mayLand ? [] : ['there is nothing to merge']),
          ...held,
          ...(held.length === 0 ? requirements.map((entry) => `${entry.rule.id} applies`) : []),
        ],
      },
    ];
  });
  return grants.sort((a, b) => a.heldBy.length - b.heldBy.length || (a.rule < b.rule ? -1 : 1))[0] ?? null;
};

const heldBy = (condition: PredicateNode): readonly string[] => {
  if (condition.result === true) return [];
  if (condition.predicate !== 'all') return [condition.sentence];
  return condition.children.flatMap(heldBy);
};

const defaultReason = (policy: Policy, nearest: Decision['nearestAutomatic'], mayLand: boolean): string => {
  const { id } = policy.settings.default_requirement;
  if (!mayLand) return `${id}: nothing is merged; a person reads and accepts the report`;
  return nearest === null
    ? `${id}: no rule merges without a person`
    : `${id}: nearest automatic path ${nearest.rule} is held by: ${nearest.heldBy.join('; ')}`;
};
