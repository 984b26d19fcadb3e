import { conditionWords, oneOf } from './condition-words.ts';
import type { Dispatch, DispatchRule, Policy, Rule } from './model.ts';
import type { Requirement } from './requirement-model.ts';
import type { Wire } from './tripwires.ts';

const DISPATCHED: Readonly<Record<Dispatch, string>> = {
  unattended: 'it starts unattended',
  attended: 'it starts only with a person attending',
  deny: 'it is not started',
};

const TRIPPED: Readonly<Record<Wire, string>> = {
  undeclared_sensitive_write: 'writes to a sensitive path that its contract does not name',
  secret_read: 'reads where secrets are kept',
  migration: 'runs a database migration',
  publish: 'publishes something',
};

/** The policy as a person would say it, strictest first. */
export const explainPolicy = (policy: Policy): readonly string[] => {
  const rules = policy.rules.filter((rule) => rule.enabled);
  const of = (effect: Rule['effect']) => rules.filter((rule) => rule.effect === effect).map(explainRule);
  return [
    ...policy.dispatch.rules.map(explainDispatchRule),
    `Before any other task: ${DISPATCHED[policy.dispatch.default]}.`,
    ...(policy.dispatch.tripwires.length === 0
      ? []
      : [`While it runs: it is paused when it ${oneOf(policy.dispatch.tripwires.map((wire) => TRIPPED[wire]))}.`]),
    ...of('block'),
    ...of('require'),
    ...of('bounce'),
    ...of('auto_merge'),
    explainDefault(policy),
    'Whoever asked for the work never counts as its reviewer, and what is unknown is held.',
  ];
};

export const explainDefault = ({ settings }: Policy): string => `Everything else needs ${requirementWords(settings.default_requirement)}.`;

/** One rule in one sentence: "If any touched path is in billing, then 2 people and a written reason." */
export const explainRule = (rule: Rule): string => {
  const off = rule.enabled ? '' : ' (switched off)';
  return `If ${conditionWords(rule.when)}, then ${consequenceOf(rule)}${off}.`;
};

export const explainDispatchRule = (rule: DispatchRule): string =>
  `Before a task: if ${conditionWords(rule.when)}, then ${DISPATCHED[rule.then]}.`;

const consequenceOf = (rule: Rule): string => {
  switch (rule.effect) {
    case 'block':
      return rule.release_by === undefined
        ? 'nothing lands'
        : `nothing lands until ${peopleWords(rule.release_by.count, rule.release_by.roles)} ${rule.release_by.count === 1 ? 'lets' : 'let'} it through with a reason`;
    case 'require':
      return requirementWords(rule.requires);
    case 'bounce':
      return 'it goes back to the agent';
    case 'auto_merge':
      return 'it may land without a person';
  }
};

const requirementWords = (requirement: Requirement): string => {
  const parts = [
    ...requirement.approvals.map(({ count, from }) => peopleWords(count, from.roles)),
    ...(requirement.rationale ? ['a written reason'] : []),
    ...(requirement.viewed_files ? [`${requirement.viewed_files === 'all' ? 'all' : 'the matching'} files viewed`] : []),
    ...(requirement.per_finding_ack ? ['an answer to each finding'] : []),
    ...(requirement.checklist
      ? [`${requirement.checklist.length} ${requirement.checklist.length === 1 ? 'point' : 'points'} ticked off`]
      : []),
    ...(requirement.threads_resolved ? ['every comment resolved'] : []),
    ...(requirement.cooldown_minutes ? [`${requirement.cooldown_minutes} minutes to think`] : []),
    ...(requirement.reauth ? ['signing in again'] : []),
  ];
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
};

/** Anybody who reviews is "people"; fewer roles are named. */
const peopleWords = (count: number, roles: readonly string[]): string => {
  const number = count === 1 ? '1 person' : `${count} people`;
  const isAnybody = roles.includes('reviewer') && roles.includes('senior-reviewer') && roles.includes('admin');
  return isAnybody ? number : `${number} (${oneOf(roles)})`;
};
