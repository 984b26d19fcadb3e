import type { Dispatch, Policy, Requirement, Rule } from './model.ts';

const DISPATCHED: Readonly<Record<Dispatch, string>> = {
  unattended: 'starts unattended',
  attended: 'starts only with a reason for its sensitive boundary',
  deny: 'is not started',
};

/** The policy as a person would say it, strictest first. What a rule is about is its own description. */
export const policySentences = (policy: Policy): readonly string[] => {
  const rules = policy.rules.filter((rule) => rule.enabled);
  const of = (effect: Rule['effect']) => rules.filter((rule) => rule.effect === effect);
  return [
    ...policy.dispatch.rules.map((rule) => `A task ${DISPATCHED[rule.dispatch]} when: ${about(rule)}`),
    `Any other task ${DISPATCHED[policy.dispatch.default]}.`,
    ...of('block').map((rule) => `Nobody can land it: ${about(rule)}`),
    ...of('require').map((rule) => `Needs ${rule.effect === 'require' ? whoOf(rule.requires) : ''}: ${about(rule)}`),
    ...of('bounce').map((rule) => `Goes back to the agent, at most ${policy.settings.bounce.max_rounds} times: ${about(rule)}`),
    ...of('auto_merge').map((rule) => `Lands without a person: ${about(rule)}`),
    `Everything else needs ${whoOf(policy.settings.default_requirement)}.`,
    'Whoever asked for the work never counts as its reviewer, and what is unknown is held.',
  ];
};

const about = (rule: { readonly id: string; readonly description: string }): string =>
  rule.description.trim() === '' ? rule.id : rule.description.trim();

const whoOf = ({ approvals, instead, rationale }: Requirement): string => {
  const first = approvals.map(slotWords).join(' and ');
  const other = instead ? `, or instead ${instead.map(slotWords).join(' and ')}` : '';
  return `${first}${other}${rationale ? ', with a written reason' : ''}`;
};

const slotWords = ({ count, from }: Requirement['approvals'][number]): string =>
  `${count === 1 ? 'one approval' : `${count} approvals`} by ${count === 1 ? 'a person' : 'people'} who ${count === 1 ? 'is' : 'are'} ${from.roles.join(' or ')}`;
