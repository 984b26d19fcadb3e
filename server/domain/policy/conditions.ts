import type { ChangedFile } from '../artifact/manifest.ts';
import { instantWords } from '../merge/freeze.ts';
import { visibleLine } from '../shared/visible.ts';
import type { PredicateNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { Condition, Policy } from './model.ts';
import { declaredPaths, pathsPredicate } from './path-conditions.ts';
import { checksPredicate, riskPredicates } from './risk-conditions.ts';
import { allOf, anyOf, bundle, compareNumber, decisive, negate, node } from './truth.ts';

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
  if ('checks' in condition) return checksPredicate('all_success' in condition.checks ? 'all_success' : 'any_failed', facts);
  if ('size' in condition)
    return bundle(
      'size',
      Object.entries(condition.size).map(([key, wanted]) => sizePredicate(key, wanted ?? '', facts.files)),
    );
  if ('evidence' in condition)
    return bundle(
      'evidence',
      Object.entries(condition.evidence).map(([key, wanted]) => evidencePredicate(key, wanted ?? true, facts)),
    );
  if ('task' in condition) return bundle('task', taskPredicates(policy, condition.task, facts));
  if ('run' in condition) return numberPredicate('run.rounds', 'rounds', facts.rounds, condition.run.rounds);
  if ('freeze' in condition) return freezePredicate(condition.freeze, facts.freeze);
  return branchPredicate(condition.target_branch, facts.targetBranch);
};

const sizePredicate = (key: string, wanted: string, files: readonly ChangedFile[] | null): PredicateNode => {
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

const taskPredicates = (
  policy: Policy,
  wanted: Extract<Condition, { task: unknown }>['task'],
  facts: PolicyFacts,
): readonly PredicateNode[] => {
  const { task } = facts;
  if (task === null) return [node('task', 'unknown', 'the contract is not known', 'not known')];
  const nodes: PredicateNode[] = [];
  if (wanted.kind_in !== undefined)
    nodes.push(
      node('task.kind_in', wanted.kind_in.includes(task.kind), `the task asks for ${task.kind}`, task.kind, wanted.kind_in.join(', ')),
    );
  if (wanted.risk_in !== undefined)
    nodes.push(
      node('task.risk_in', wanted.risk_in.includes(task.risk), `the declared risk is ${task.risk}`, task.risk, wanted.risk_in.join(', ')),
    );
  if (wanted.declared_paths_in !== undefined) nodes.push(declaredPaths(policy, wanted.declared_paths_in, task, facts.repositoryPaths));
  return nodes;
};

const freezePredicate = (wanted: boolean, freeze: PolicyFacts['freeze']): PredicateNode => {
  if (freeze === null) return node('freeze', 'unknown', 'freeze state is not known', 'not known', `${wanted}`);
  if (freeze === 'none') return node('freeze', !wanted, 'there is no freeze', 'none', `${wanted}`);
  const words = `freeze until ${instantWords(freeze.until)}: ${visibleLine(freeze.reason)}`;
  return node('freeze', wanted, words, words, `${wanted}`);
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
