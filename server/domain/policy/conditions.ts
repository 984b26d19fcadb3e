import { visibleLine } from '../shared/visible.ts';
import type { Condition } from './condition-model.ts';
import type { PredicateNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';
import { pathsPredicate } from './path-conditions.ts';
import { checksPredicate, riskPredicates } from './risk-conditions.ts';
import { taskPredicates } from './task-conditions.ts';
import { allOf, anyOf, bundle, compareNumber, decisive, negate, node, oneOf } from './truth.ts';

type Predicate = (policy: Policy, facts: PolicyFacts) => PredicateNode;

/** What to ask is worked out once per condition; a policy is asked thousands of times. */
const COMPILED = new WeakMap<Condition, Predicate>();

type Asked = Pick<Policy, 'path_sets' | 'composites'> &
  Pick<Policy['settings'], 'detectors' | 'checks'> & { readonly facts: PolicyFacts; readonly answer: PredicateNode };

/** The last answer of each condition: a backtest asks two policies about the same facts, and most of their rules are the same. */
const LAST = new WeakMap<Condition, Asked>();

/** One condition against the facts, as a tree that already explains itself. */
export const evaluateCondition = (policy: Policy, condition: Condition, facts: PolicyFacts): PredicateNode => {
  // All that a predicate looks at in a policy.
  const { path_sets, composites } = policy;
  const { detectors, checks } = policy.settings;
  const last = LAST.get(condition);
  if (
    last !== undefined &&
    last.facts === facts &&
    last.path_sets === path_sets &&
    last.composites === composites &&
    last.detectors === detectors &&
    last.checks === checks
  )
    return last.answer;
  const answer = compiled(condition)(policy, facts);
  LAST.set(condition, { facts, path_sets, composites, detectors, checks, answer });
  return answer;
};

const compiled = (condition: Condition): Predicate => {
  const known = COMPILED.get(condition);
  if (known !== undefined) return known;
  const made = compile(condition);
  COMPILED.set(condition, made);
  return made;
};

const compile = (condition: Condition): Predicate => {
  if ('all' in condition) return group('all', condition.all.map(compiled));
  if ('any' in condition) return group('any', condition.any.map(compiled));
  if ('not' in condition) {
    const inner = compiled(condition.not);
    return (policy, facts) => {
      const child = inner(policy, facts);
      return node('not', negate(child.result), child.sentence, '', '', [child]);
    };
  }
  if ('paths' in condition) return (policy, facts) => pathsPredicate(policy, condition.paths, facts);
  if ('risk' in condition) return (policy, facts) => bundle('risk', riskPredicates(policy, condition.risk, facts));
  if ('checks' in condition) {
    const mode = 'all_success' in condition.checks ? 'all_success' : 'any_failed';
    return (policy, facts) => checksPredicate(policy, mode, facts);
  }
  if ('size' in condition) return each('size', condition.size, (key, wanted, facts) => sizePredicate(key, wanted, facts));
  if ('evidence' in condition) return each('evidence', condition.evidence, evidencePredicate);
  if ('task' in condition) return (policy, facts) => bundle('task', taskPredicates(policy, condition.task, facts));
  if ('run' in condition)
    return each('run', condition.run, (key, wanted, facts) =>
      numberPredicate(`run.${key}`, key, key === 'bounces' ? facts.bounces : facts.sandboxViolations, wanted),
    );
  if ('agent' in condition)
    return (_policy, facts) =>
      bundle('agent', [
        ...oneOf('agent.name', 'the agent', condition.agent.name_in, facts.agent?.name ?? null),
        ...oneOf('agent.model', 'the model', condition.agent.model_in, facts.agent?.model ?? null),
      ]);
  if ('freeze' in condition) return (_policy, facts) => freezePredicate(condition.freeze, facts);
  return (_policy, facts) => branchPredicate(condition.target_branch, facts.targetBranch);
};

const group =
  (mode: 'all' | 'any', parts: readonly Predicate[]): Predicate =>
  (policy, facts) => {
    const children = parts.map((part) => part(policy, facts));
    const truths = children.map((child) => child.result);
    return node(mode, mode === 'all' ? allOf(truths) : anyOf(truths), decisive(children, mode), '', '', children);
  };

const each = <T extends string | boolean>(
  predicate: string,
  wanted: Readonly<Partial<Record<string, T>>>,
  ask: (key: string, wanted: T, facts: PolicyFacts) => PredicateNode,
): Predicate => {
  const entries = Object.entries(wanted).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return (_policy, facts) =>
    bundle(
      predicate,
      entries.map(([key, value]) => ask(key, value, facts)),
    );
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
