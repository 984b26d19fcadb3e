import { type LintFinding, lintError, lintWarning } from './lint-finding.ts';
import type { Policy, Rule } from './model.ts';
import { leavesOf, type Place, setsOf } from './policy-places.ts';

/** Rules and settings, each by itself. */
export const lintRules = (policy: Policy): readonly LintFinding[] => [
  ...lintIds(policy),
  ...policy.rules.flatMap((rule, index) => lintRule(rule, ['rules', index])),
  ...lintSettings(policy),
];

const lintIds = (policy: Policy): readonly LintFinding[] => {
  const places = [
    ...policy.rules.map(({ id }, index) => ({ id, place: ['rules', index, 'id'] })),
    ...policy.dispatch.rules.map(({ id }, index) => ({ id, place: ['dispatch', 'rules', index, 'id'] })),
    { id: policy.settings.default_requirement.id, place: ['settings', 'default_requirement', 'id'] },
  ];
  const seen = new Set<string>();
  return places.flatMap(({ id, place }) => {
    const isDouble = seen.has(id);
    seen.add(id);
    return isDouble ? [lintError('duplicate-id', place, `Two rules are called "${id}".`)] : [];
  });
};

const lintRule = (rule: Rule, place: Place): readonly LintFinding[] => {
  const problems: LintFinding[] = [];
  const restricts = rule.effect === 'block' || rule.effect === 'require';
  if (restricts && !rule.enabled && (rule.disabled_reason ?? '').trim() === '')
    problems.push(lintError('disabled-without-reason', [...place, 'enabled'], `${rule.id} is switched off: say why in disabled_reason.`));
  if (restricts)
    for (const { leaf, place: at, isNegated } of leavesOf(rule.when, [...place, 'when']))
      if ('risk' in leaf && (isNegated || leaf.risk.max_severity !== undefined))
        problems.push(
          lintWarning('loosened-by-finding', at, `A finding more could switch ${rule.id} off. Ask for the findings that it is about.`),
        );
  return problems;
};

const lintSettings = (policy: Policy): readonly LintFinding[] => {
  const { approvals } = policy.settings;
  const place = ['settings', 'approvals', 'stale_on'];
  const problems: LintFinding[] = [];
  const guarded = ['sensitive', 'control', ...(policy.composites.sensitive ?? []), ...(policy.composites.control ?? [])];
  const isGuarding = policy.rules.some(
    (rule) => rule.effect === 'require' && leavesOf(rule.when, []).some((leaf) => setsOf(leaf).some(({ name }) => guarded.includes(name))),
  );
  if (approvals.stale_on === 'never')
    problems.push(lintError('approvals-never-stale', place, 'An approval would count for work that its giver never saw. Use any_change.'));
  if (approvals.stale_on === 'code_change' && isGuarding)
    problems.push(
      lintError(
        'rebase-keeps-approval',
        place,
        'Approvals would survive a rebase, and rules about sensitive or control paths count on them. Use any_change.',
      ),
    );
  const slots = [
    ...policy.rules.flatMap((rule, index) =>
      rule.effect === 'require'
        ? rule.requires.approvals.map((slot, at) => ({ slot, place: ['rules', index, 'requires', 'approvals', at] }))
        : [],
    ),
    ...policy.settings.default_requirement.approvals.map((slot, at) => ({
      slot,
      place: ['settings', 'default_requirement', 'approvals', at],
    })),
  ];
  for (const { slot, place: at } of slots)
    if (!slot.from.roles.some((role) => approvals.eligible_roles.includes(role)))
      problems.push(
        lintError('slot-nobody-may-fill', at, `None of ${slot.from.roles.join(', ')} is in eligible_roles, so nobody could fill this.`),
      );
  if (policy.metadata.enforcement === 'disabled')
    problems.push(
      lintWarning(
        'policy-disabled',
        ['metadata', 'enforcement'],
        'A policy that is switched off holds nothing: give a reason and an end when you store it.',
      ),
    );
  return problems;
};
