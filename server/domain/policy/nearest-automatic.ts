import { mayLand } from './check-states.ts';
import type { Decision, PredicateNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { JudgedRule } from './judge-rule.ts';

/** The grant that lacks least, and what it lacks. One for the places that were touched is nearer than one for others. */
export const nearestAutomatic = (
  judged: readonly JudgedRule[],
  requirements: readonly JudgedRule[],
  facts: PolicyFacts,
): Decision['nearestAutomatic'] => {
  const grants = judged.flatMap(({ rule, trace }) => {
    if (trace.effect !== 'auto_merge' || trace.condition === null) return [];
    const held = heldBy(trace.condition);
    const sentences = held.map((entry) => entry.sentence);
    const isEmpty = facts.files?.length === 0;
    const grounds = [
      ...(mayLand(facts) || (isEmpty && sentences.length > 0) ? [] : ['there is nothing to merge']),
      ...sentences,
      ...(held.length === 0 ? requirements.map((entry) => `${entry.rule.id} applies`) : []),
    ];
    return [{ rule: rule.id, heldBy: grounds, isElsewhere: held.some((entry) => entry.predicate === 'paths.all_in') }];
  });
  const [nearest] = grants.sort(
    (a, b) => Number(a.isElsewhere) - Number(b.isElsewhere) || a.heldBy.length - b.heldBy.length || (a.rule < b.rule ? -1 : 1),
  );
  return nearest === undefined ? null : { rule: nearest.rule, heldBy: nearest.heldBy };
};

/** The parts of a condition that are in the way. */
const heldBy = (condition: PredicateNode): readonly PredicateNode[] => {
  if (condition.result === true) return [];
  if (condition.predicate !== 'all') return [condition];
  return condition.children.flatMap(heldBy);
};
