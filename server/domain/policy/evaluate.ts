import { digestOf } from '../shared/digest.ts';
import type { Person } from '../shared/role.ts';
import { checkStates, mayLand, type NamedCheck } from './check-states.ts';
import { combineRequirements, soloRequirement } from './combine-requirements.ts';
import { type Decision, type Disposition, NO_ASKS } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import { floorRule } from './floor.ts';
import { type JudgedRule, judgeRule } from './judge-rule.ts';
import type { Policy, Rule } from './model.ts';
import { nearestAutomatic } from './nearest-automatic.ts';
import { openRequirement } from './open-requirement.ts';
import { matchedFiles } from './path-conditions.ts';
import { isSolo, weighReviews } from './who-counts.ts';

/**
 * What happens to an artifact. Every rule is always evaluated, in no order, and the strictest result wins. Unknown makes
 * `block` and `require` apply and makes `auto_merge` and `bounce` not apply. The same facts and policy give the same bytes.
 * `people` is everybody who works here, for who could act; null when that is not known.
 */
export const evaluatePolicy = (policy: Policy, facts: PolicyFacts, people: readonly Person[] | null): Decision => ({
  ...judgeArtifact(policy, facts, people),
  policy: { name: policy.metadata.name, version: policy.metadata.version, digest: policyDigest(policy) },
  factsDigest: digestOf(facts),
});

/** The decision without its digests, which take longer than all the rest. */
export const judgeArtifact = (
  policy: Policy,
  facts: PolicyFacts,
  people: readonly Person[] | null,
): Omit<Decision, 'policy' | 'factsDigest'> => {
  const judged = rulesOf(policy, facts).map((rule) => judgeRule(policy, rule, facts, people));
  const acting = (effect: Rule['effect']) => judged.filter(({ trace }) => trace.effect === effect && trace.applies);
  const standing = weighReviews(policy, facts);
  const [blocks, requirements, bounces, grants] = [acting('block'), acting('require'), acting('bounce'), acting('auto_merge')];
  const unknownIdentity = missingIdentity(facts);
  const checks = openChecks(checkStates(policy, facts));

  const files = facts.files ?? [];
  const asked = requirements.flatMap(({ rule }) =>
    rule.effect === 'require'
      ? [
          {
            requirement: rule.requires,
            matched: rule.requires.viewed_files === 'matched' ? matchedFiles(policy, rule.when, files) : [],
          },
        ]
      : [],
  );
  const allFiles = files.map((file) => file.path);
  const whole = combineRequirements([...asked, { requirement: policy.settings.default_requirement, matched: allFiles }], allFiles);
  const combined = isSolo(facts) ? soloRequirement(whole, asked.length > 0) : whole;
  const open = openRequirement(combined, { policy, facts, approvers: standing.approvers, people });
  const missing = [...open.missing, ...checks.missing];
  // An earlier request for changes is what the others wait for once they are done; before that this artifact is its answer.
  const isHeldByEarlier = standing.unanswered.length > 0 && missing.length === 0;
  const nearest = nearestAutomatic(judged, requirements, facts);

  let disposition: Disposition;
  const because: string[] = [];
  const tell = (entries: readonly JudgedRule[]) =>
    because.push(...entries.map(({ rule, trace }) => `${rule.id}: ${trace.condition?.sentence ?? ''}`));
  const matchedBlocks = blocks.filter(({ trace }) => trace.state === 'matched');
  if (matchedBlocks.length > 0) {
    disposition = 'BLOCK';
    tell(matchedBlocks);
  } else if (unknownIdentity.length > 0 || blocks.length > 0) {
    disposition = 'HOLD';
    if (unknownIdentity.length > 0) because.push(`facts missing: ${unknownIdentity.join(', ')}`);
    tell(blocks);
  } else if (standing.objections.length > 0 || isHeldByEarlier) {
    disposition = 'CHANGES_REQUESTED';
    because.push(...standing.objections, ...standing.unanswered);
  } else if (bounces.length > 0 && facts.bounces !== null && facts.bounces < policy.settings.bounce.max_rounds) {
    disposition = 'BOUNCE';
    tell(bounces);
  } else if (checks.pending.length > 0) {
    disposition = 'WAIT';
    because.push(`waiting for ${checks.pending.join(', ')}`);
  } else if (
    mayLand(facts) &&
    grants.length > 0 &&
    requirements.length === 0 &&
    checks.missing.length === 0 &&
    standing.unanswered.length === 0
  ) {
    disposition = 'AUTO_MERGE';
    tell(grants);
  } else {
    disposition = missing.length === 0 ? 'APPROVED' : open.unsatisfiable.length > 0 ? 'UNSATISFIABLE' : 'REVIEW';
    because.push(...open.unsatisfiable);
    tell(requirements);
    if (requirements.length === 0) because.push(defaultReason(policy, nearest, facts));
    if (bounces.length > 0) because.push(`bounce-limit: already bounced ${facts.bounces ?? 'an unknown number of'} times`);
  }

  const isDecided = disposition === 'AUTO_MERGE' || disposition === 'APPROVED';
  return {
    disposition,
    because,
    trace: judged.map(({ trace }) => trace),
    needs: disposition === 'AUTO_MERGE' ? [] : open.slots,
    asks: disposition === 'AUTO_MERGE' ? NO_ASKS : open.asks,
    releases: blocks.flatMap(({ release }) => (release === null ? [] : [release])),
    overrides: judged.flatMap(({ override }) => (override === null ? [] : [override])),
    isSelfApproved: standing.approvers.some((approver) => approver.id === facts.requesterId),
    missing: isDecided ? [] : [...missing, ...standing.unanswered],
    ignored: [...standing.ignored, ...open.ignored],
    nearestAutomatic: isDecided ? null : nearest,
  };
};

const SORTED = new WeakMap<Policy, readonly Rule[]>();

/** By their names, so that the order in the file never shows. */
const rulesOf = (policy: Policy, facts: PolicyFacts): readonly Rule[] => {
  const sorted = SORTED.get(policy) ?? [...policy.rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  SORTED.set(policy, sorted);
  const floor = floorRule(policy, facts);
  return floor === null ? sorted : [floor, ...sorted];
};

const DIGESTS = new WeakMap<Policy, string>();

/** A policy never changes once it is parsed, and its digest takes longer than a decision. */
export const policyDigest = (policy: Policy): string => {
  const digest = DIGESTS.get(policy) ?? digestOf(policy);
  DIGESTS.set(policy, digest);
  return digest;
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
const openChecks = (states: readonly NamedCheck[] | null): { readonly pending: readonly string[]; readonly missing: readonly string[] } => {
  if (states === null) return { pending: [], missing: ['checks: not known'] };
  const open = states.filter(({ state }) => state !== 'success').map(({ name }) => name);
  return {
    pending: states.filter(({ state }) => state === 'pending').map(({ name }) => name),
    missing: open.length === 0 ? [] : [`checks: ${open.join(', ')}`],
  };
};

const defaultReason = (policy: Policy, nearest: Decision['nearestAutomatic'], facts: PolicyFacts): string => {
  const { id } = policy.settings.default_requirement;
  if (facts.kind !== 'change') return `${id}: nothing is merged; a person reads and accepts the report`;
  return nearest === null
    ? `${id}: no rule merges without a person`
    : `${id}: nearest automatic path ${nearest.rule} is held by: ${nearest.heldBy.join('; ')}`;
};
