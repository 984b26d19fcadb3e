import { failure } from '../shared/failure.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { hasRole, type Person } from '../shared/role.ts';
import type { PolicyFacts } from './facts.ts';
import { type Policy, type RuleOf, ruleSchema } from './model.ts';
import { standingFindings } from './risk-conditions.ts';

/**
 * What no policy can loosen. That nobody approves their own task and that agents never approve is in `who-counts`; that the
 * checks of the contract must be green is in `check-states`. Here is the rest.
 */
export const FLOOR_SECRET = 'floor-secret';

const secretRule = ruleSchema.parse({
  id: FLOOR_SECRET,
  effect: 'block',
  description: 'A credential was found. This holds whatever the policy says.',
  when: { risk: { classes: ['secret'], min_severity: 'critical' } },
  release_by: { roles: ['security-admin'], count: 1, rationale: true },
}) as RuleOf<'block'>;

const WITH_FLOOR = new WeakMap<Policy, RuleOf<'block'> | null>();

/** The floor's own block, unless the policy has the same one, or a wider one that is no easier to release. */
export const floorRule = (policy: Policy, facts: PolicyFacts): RuleOf<'block'> | null => {
  const known = WITH_FLOOR.get(policy);
  const rule = known === undefined ? (policy.rules.some(blocksSecrets) ? null : secretRule) : known;
  WITH_FLOOR.set(policy, rule);
  if (rule === null) return null;
  // A policy that does not count on the detector is not held for want of it; what was found still blocks.
  const isFound = standingFindings(facts)?.some((finding) => finding.cls === 'secret' && finding.severity === 'critical') ?? true;
  return isFound || policy.settings.detectors.required.includes('secret') ? rule : null;
};

const blocksSecrets = (rule: Policy['rules'][number]): boolean => {
  if (rule.effect !== 'block' || !rule.enabled || !('risk' in rule.when)) return false;
  const { ids, classes, max_severity } = rule.when.risk;
  const isWhole = ids === undefined && max_severity === undefined && (classes === undefined || classes.includes('secret'));
  return isWhole && (rule.release_by?.roles.every((role) => role === 'security-admin') ?? true);
};

/**
 * Changing the policy is governed here and not by the policy, so nobody can lock themselves out or let themselves in: an
 * admin activates, and a wider version needs a second admin who neither wrote it nor asked for it.
 */
export const mayActivatePolicy = ({
  requester,
  authorId,
  second,
  isWider,
}: {
  readonly requester: Person;
  /** Null for what nobody here wrote. */
  readonly authorId: string | null;
  readonly second: Person | null;
  readonly isWider: boolean;
}): Result<true> => {
  if (!hasRole(requester.role, 'admin')) return fail(failure('not_allowed', 'Only an admin changes the policy.'));
  if (!isWider) return ok(true);
  if (second === null || !hasRole(second.role, 'admin'))
    return fail(failure('not_allowed', 'This version is wider than the one in force, so a second admin has to confirm it.'));
  if (second.id === requester.id || second.id === authorId)
    return fail(
      failure('not_allowed', 'This version is wider than the one in force: whoever wrote it or asked for it cannot confirm it as well.'),
    );
  return ok(true);
};
