import type { Condition } from './condition-model.ts';

/** A condition as a person would say it: "any touched path is in billing". */
export const conditionWords = (condition: Condition): string => {
  if ('all' in condition) return condition.all.map((part) => inner(part)).join(' and ');
  if ('any' in condition) return condition.any.map((part) => inner(part)).join(' or ');
  if ('not' in condition) return `it is not so that ${inner(condition.not)}`;
  if ('paths' in condition) return pathWords(condition.paths).join(' and ');
  if ('risk' in condition) return riskWords(condition.risk);
  if ('checks' in condition) return 'all_success' in condition.checks ? 'every required check passed' : 'a required check failed';
  if ('size' in condition)
    return Object.entries(condition.size)
      .map(([key, wanted]) => `${SIZES[key as keyof typeof SIZES]} ${comparisonWords(wanted ?? '')}`)
      .join(' and ');
  if ('evidence' in condition)
    return Object.entries(condition.evidence)
      .map(([key, wanted]) => EVIDENCE[key as keyof typeof EVIDENCE][wanted === false ? 1 : 0])
      .join(' and ');
  if ('task' in condition) return taskWords(condition.task).join(' and ');
  if ('run' in condition)
    return Object.entries(condition.run)
      .map(([key, wanted]) => `${key === 'bounces' ? 'times sent back are' : 'broken sandbox rules are'} ${comparisonWords(wanted ?? '')}`)
      .join(' and ');
  if ('agent' in condition)
    return [
      ...(condition.agent.name_in ? [`the agent is ${oneOf(condition.agent.name_in)}`] : []),
      ...(condition.agent.model_in ? [`the model is ${oneOf(condition.agent.model_in)}`] : []),
    ].join(' and ');
  if ('freeze' in condition) return condition.freeze ? 'a freeze is set' : 'no freeze is set';
  return 'in' in condition.target_branch ? `the target is ${oneOf(condition.target_branch.in)}` : 'the target is not a release branch';
};

const inner = (condition: Condition): string =>
  ('all' in condition && condition.all.length > 1) || ('any' in condition && condition.any.length > 1)
    ? `(${conditionWords(condition)})`
    : conditionWords(condition);

/** `a, b or c`. */
export const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

const pathWords = (paths: Extract<Condition, { paths: unknown }>['paths']): readonly string[] => [
  ...(paths.any_in
    ? [`any touched path is in ${oneOf(paths.any_in)}${paths.except_in ? ` and not in ${oneOf(paths.except_in)}` : ''}`]
    : []),
  ...(paths.all_in ? [`every touched path is in ${oneOf(paths.all_in)}`] : []),
  ...(paths.none_in ? [`no touched path is in ${oneOf(paths.none_in)}`] : []),
  ...(paths.statuses_only ? [`files are plain and only ${oneOf(paths.statuses_only.map((status) => status.replace('_', ' ')))}`] : []),
  ...(paths.since_last_round_all_in ? [`the last round changed only ${oneOf(paths.since_last_round_all_in)}`] : []),
];

const riskWords = ({ ids, classes, min_severity, max_severity }: Extract<Condition, { risk: unknown }>['risk']): string => {
  const what = [...(ids ?? []), ...(classes ?? []).map((name) => name.replaceAll('_', ' '))];
  const about = what.length > 0 ? ` of ${oneOf(what)}` : '';
  const some = `there is a finding${about}${min_severity ? ` that is ${min_severity} or worse` : ''}`;
  const none = `no finding${about} is worse than ${max_severity}`;
  if (max_severity === undefined) return some;
  return min_severity === undefined ? none : `${some} and ${none}`;
};

const SIZES = {
  total: 'changed lines are',
  files: 'files are',
  added: 'added lines are',
  deleted: 'deleted lines are',
  reviewable_total: 'lines to read are',
} as const;

const COMPARISONS: Readonly<Record<string, string>> = {
  '<=': 'at most',
  '>=': 'at least',
  '<': 'fewer than',
  '>': 'more than',
  '==': 'exactly',
};
const comparisonWords = (comparison: string): string => comparison.replace(/^(<=|>=|==|<|>) ?/, (_all, sign) => `${COMPARISONS[sign]} `);

const EVIDENCE = {
  summary_present: ['there is a summary', 'there is no summary'],
  handed_off_by_agent: ['the agent handed its work over itself', 'the agent ended without handing over'],
  clauses_kept: ['every clause of the contract is kept', 'a clause of the contract is broken'],
  regenerated_identical: ['the generator gives the same bytes', 'the generator gives other bytes'],
  ast_identical: ['only formatting changed', 'more than formatting changed'],
  previous_checks_failed: ['checks failed in the round before', 'no check failed in the round before'],
  new_tests_fail_on_base: ['the new tests fail without the change', 'the new tests pass without the change'],
  base_tests_pass_on_head: ['the old tests pass with the change', 'the old tests fail with the change'],
} as const;

const taskWords = (task: Extract<Condition, { task: unknown }>['task']): readonly string[] => [
  ...(task.attended === undefined ? [] : [task.attended ? 'a person attended the run' : 'nobody attended the run']),
  ...(task.declared_paths_in ? [`the task declares paths in ${oneOf(task.declared_paths_in)}`] : []),
  ...(task.capabilities_any ? [`the task asks for ${oneOf(task.capabilities_any)}`] : []),
  ...(task.labels_any ? [`the task is labelled ${oneOf(task.labels_any)}`] : []),
  ...(task.source_in ? [`its text came from ${oneOf(task.source_in)}`] : []),
  ...(task.requester_in ? [`${oneOf(task.requester_in)} asked for it`] : []),
  ...(task.risk_in ? [`the task says that its risk is ${oneOf(task.risk_in)}`] : []),
];
