import { visibleLine } from '../shared/visible.ts';
import type { PredicateNode, Truth } from './decision.ts';

/** Three-valued logic: what is not known stays not known unless the known part settles it. */
export const allOf = (truths: readonly Truth[]): Truth => (truths.includes(false) ? false : truths.includes('unknown') ? 'unknown' : true);
export const anyOf = (truths: readonly Truth[]): Truth => (truths.includes(true) ? true : truths.includes('unknown') ? 'unknown' : false);
export const negate = (truth: Truth): Truth => (truth === 'unknown' ? 'unknown' : !truth);

export const node = (
  predicate: string,
  result: Truth,
  sentence: string,
  seen = '',
  wanted = '',
  children: readonly PredicateNode[] = [],
): PredicateNode => ({
  predicate,
  result,
  sentence,
  seen,
  wanted,
  children,
});

/** Several predicates of one condition: all must hold. One stays as it is. */
export const bundle = (predicate: string, nodes: readonly PredicateNode[]): PredicateNode => {
  const only = nodes[0];
  if (only !== undefined && nodes.length === 1) return only;
  return node(predicate, allOf(nodes.map((entry) => entry.result)), decisive(nodes, 'all'), '', '', nodes);
};

/** The sentences that settle an `all` or an `any`: for a false `all` what failed, for a true `any` what held. */
export const decisive = (nodes: readonly PredicateNode[], mode: 'all' | 'any'): string => {
  const truths = nodes.map((entry) => entry.result);
  const result = mode === 'all' ? allOf(truths) : anyOf(truths);
  return nodes
    .filter((entry) => entry.result === result)
    .map((entry) => entry.sentence)
    .join('; ');
};

export const compareNumber = (comparison: string, value: number): boolean => {
  const match = /^(<=|>=|==|<|>) ?(\d+)$/.exec(comparison);
  const wanted = Number(match?.[2]);
  switch (match?.[1]) {
    case '<=':
      return value <= wanted;
    case '>=':
      return value >= wanted;
    case '<':
      return value < wanted;
    case '>':
      return value > wanted;
    case '==':
      return value === wanted;
    default:
      return false;
  }
};

/** A value that must be in a list. No list, no predicate. */
export const oneOf = (
  predicate: string,
  label: string,
  wanted: readonly string[] | undefined,
  value: string | null,
): readonly PredicateNode[] => {
  if (wanted === undefined) return [];
  const list = wanted.join(', ');
  if (value === null) return [node(predicate, 'unknown', `${label} is not known`, 'not known', list)];
  return [node(predicate, wanted.includes(value), `${label} is ${visibleLine(value)}`, visibleLine(value), list)];
};
