import { visibleLine } from '../shared/visible.ts';
import type { Condition } from './condition-model.ts';
import type { PredicateNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';
import { pathsPredicate } from './path-conditions.ts';
import { checksPredicate, riskPredicates } from './risk-conditions.ts';
import { taskPredicates } from './task-conditions.ts';
import { allOf, anyOf, bundle, compareNumber, decisive, negate, node, oneOf } from './truth.ts';

/** One condition against the facts, as a tree that already explains itself. */
export const evaluateCondition = (policy: Policy, condition: Condition, facts: PolicyFacts): PredicateNode => {
  if ('all' in condition || 'any' in condition) {
    const mode = 'all' in condition ? 'all' : 'any';
    const children = ('all' in condition ? condition.all : condition.any).map((child) => evaluateCondition(policy, child, facts));
    const truths = children.map((child) => child.result);
    return node(mode, mode === 'all' ? allOf(truths) : anyOf(truths), decisive(children, mode), '', '', children);
  }
  if ('not' in condition) {
    const child = evaluateCondition(policy, condition.not, facts);
    return node('not', negate(child.result), child.sentence, '', '', [child]);
  }
  if ('paths' in condition) return pathsPredicate(policy, condition.paths, facts);
  if ('risk' in condition) return bundle('risk', riskPredicates(policy, condition.risk, facts));
  if ('checks' in condition) return checksPredicate(policy, 'all_success' in condition.checks ? 'all_success' : 'any_failed', facts);
  if ('size' in condition)
    return bundle(
      'size',
      Object.entries(condition.size).map(([key, wanted]) => sizePredicate(key, wanted ?? '', facts)),
    );
  if ('evidence' in condition)
    return bundle(
      'evidence',
      Object.entries(condition.evidence).map(([key, wanted]) => evidencePredicate(key, wanted ?? true, facts)),
    );
  if ('task' in condition) return bundle('task', taskPredicates(policy, condition.task, facts));
  if ('run' in condition)
    return bundle(
      'run',
      Object.entries(condition.run).map(([key, wanted]) =>
        numberPredicate(`run.${key}`, key, key === 'bounces' ? facts.bounces : facts.sandboxViolations, wanted ?? ''),
      ),
    );
  if ('agent' in condition)
    return bundle('agent', [
      ...oneOf('agent.name', 'the agent', condition.agent.name_in, facts.agent?.name ?? null),
      ...oneOf('agent.model', 'the model', condition.agent.model_in, facts.agent?.model ?? null),
    ]);
  if ('freeze' in condition) return freezePredicate(condition.freeze, facts);
  return branchPredicate(condition.target_branch, facts.targetBranch);
};

const sizePredicate = (key: string, wanted: string, facts: PolicyFacts): PredicateNode => {
  if (key === 'reviewable_total') return numberPredicate('size.reviewable_total', key, facts.reviewableTotal, wanted);
  const { files } = facts;
  if (files === null) return node(`size.${key}`, 'unknown', 'the size is not known', 'not known', wanted);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const deleted = files.reduce((sum, file) => sum + file.deleted, 0);
  const value = { total: added + deleted, files: files.length, added, deleted }[key];
  return numberPredicate(`size.${key}`, key, value ?? null, wanted);
};

const numberPredicate = (predicate: string, label: string, value: number | null, wanted: string): PredicateNode => {
  if (value === null) return node(predicate, 'unknown', `${label} is not known`, 'not known', wanted);
  return node(predicate, compareNumber(wanted, value), `${label} is ${value} (${wanted})`, `${value}`, wanted);
};

const evidencePredicate = (key: string, wanted: boolean, facts: PolicyFacts): PredicateNode => {
  const value = facts.evidence[key as keyof PolicyFacts['evidence']] ?? null;
  if (value === null) return node(`evidence.${key}`, 'unknown', `${key} is not established`, 'not established', `${wanted}`);
  return node(`evidence.${key}`, value === wanted, `${key} is ${value}`, `${value}`, `${wanted}`);
};

const freezePredicate = (wanted: boolean, { freeze }: PolicyFacts): PredicateNode => {
  if (freeze === null) return node('freeze', 'unknown', 'freeze state is not known', 'not known', `${wanted}`);
  const { reason } = freeze;
  const sentence = reason === null ? 'nothing is frozen' : `freeze: ${visibleLine(reason)}`;
  return node('freeze', (reason !== null) === wanted, sentence, reason ?? 'none', `${wanted}`);
};

const RELEASE_BRANCH = /^(?:release|releases|hotfix|stable|production|prod)(?:[/_.-]|$)/i;

const branchPredicate = (wanted: Extract<Condition, { target_branch: unknown }>['target_branch'], branch: string | null): PredicateNode => {
  if (branch === null) return node('target_branch', 'unknown', 'the target branch is not known', 'not known');
  const isTrue = 'in' in wanted ? wanted.in.includes(branch) : !RELEASE_BRANCH.test(branch);
  return node(
    'target_branch',
    isTrue,
    `target is ${visibleLine(branch)}`,
    branch,
    'in' in wanted ? wanted.in.join(', ') : 'not a release branch',
  );
};
