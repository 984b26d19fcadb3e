import { listed } from '../shared/visible.ts';
import type { Condition } from './condition-model.ts';
import type { PredicateNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';
import { declaredPaths } from './path-conditions.ts';
import { node, oneOf } from './truth.ts';

type TaskCondition = Extract<Condition, { task: unknown }>['task'];

/** What the task says about itself. A task that is not known answers nothing. */
export const taskPredicates = (policy: Policy, wanted: TaskCondition, facts: PolicyFacts): readonly PredicateNode[] => {
  const { task } = facts;
  const nodes: PredicateNode[] = [];
  if (wanted.attended !== undefined) nodes.push(attendedPredicate(wanted.attended, task?.attended ?? null));
  if (wanted.declared_paths_in !== undefined)
    nodes.push(
      task === null
        ? node('task.declared_paths_in', 'unknown', 'the contract is not known', 'not known')
        : declaredPaths(policy, wanted.declared_paths_in, task, facts.repositoryPaths),
    );
  nodes.push(...anyOfList('task.capabilities', 'capabilities', wanted.capabilities_any, task?.capabilities ?? null));
  nodes.push(...anyOfList('task.labels', 'labels', wanted.labels_any, task?.labels ?? null));
  nodes.push(...sourcePredicate(wanted.source_in, task?.source ?? null));
  nodes.push(...oneOf('task.requester_in', 'the requester', wanted.requester_in, facts.requesterId));
  nodes.push(...oneOf('task.risk_in', 'the declared risk', wanted.risk_in, task?.risk ?? null));
  return nodes;
};

const attendedPredicate = (wanted: boolean, attended: boolean | null): PredicateNode =>
  attended === null
    ? node('task.attended', 'unknown', 'it is not known whether somebody attended', 'not known', `${wanted}`)
    : node('task.attended', attended === wanted, `attended is ${attended}`, `${attended}`, `${wanted}`);

const anyOfList = (
  predicate: string,
  label: string,
  wanted: readonly string[] | undefined,
  have: readonly string[] | null,
): readonly PredicateNode[] => {
  if (wanted === undefined) return [];
  if (have === null) return [node(predicate, 'unknown', `${label} are not known`, 'not known', wanted.join(', '))];
  const hits = have.filter((entry) => wanted.includes(entry));
  const sentence = hits.length > 0 ? `${label} has ${listed(hits)}` : `${label} has none of ${wanted.join(', ')}`;
  return [node(predicate, hits.length > 0, sentence, listed(have), wanted.join(', '))];
};

const sourcePredicate = (wanted: readonly string[] | undefined, source: string | null): readonly PredicateNode[] =>
  oneOf('task.source', 'source', wanted, source).map((entry) =>
    entry.result === true ? { ...entry, sentence: `source has ${source}` } : entry,
  );
