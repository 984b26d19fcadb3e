import { canonicalJson } from '../shared/digest.ts';
import type { Person } from '../shared/role.ts';
import { compareDecisions, type Direction } from './compare-decisions.ts';
import { DISPOSITIONS, type Disposition } from './decision.ts';
import { judgeArtifact } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import { globHits } from './glob-hits.ts';
import { type Loosening, loosenings } from './loosenings.ts';
import type { Policy } from './model.ts';

export type BacktestItem = { readonly id: string; readonly facts: PolicyFacts };

export type BacktestCell = {
  readonly active: Disposition;
  readonly candidate: Disposition;
  readonly count: number;
  /** Items that come out another way, looser ones first. Those that stay the same are only counted. */
  readonly items: readonly { readonly id: string; readonly direction: Direction }[];
};

export type Backtest = {
  /** Cells that let more through first. */
  readonly matrix: readonly BacktestCell[];
  readonly counts: Readonly<Record<Direction, number>>;
  readonly loosenings: readonly Loosening[];
  /** Some item comes out looser, or the text lets more through: a second owner activates such a version. */
  readonly isWider: boolean;
  /** The share that needs two people or more. */
  readonly twoPersonShare: number;
};

/** What a candidate would have said about earlier work. Widening is found by replay, because it cannot be seen by reading. */
export const backtest = (active: Policy, candidate: Policy, items: readonly BacktestItem[], people: readonly Person[] | null): Backtest => {
  const cells = new Map<
    string,
    { active: Disposition; candidate: Disposition; count: number; items: { id: string; direction: Direction }[] }
  >();
  const counts: Record<Direction, number> = { tighter: 0, looser: 0, same: 0 };
  let twoPeople = 0;
  const next = sharing(active, candidate);
  for (const { id, facts } of items) {
    const [before, after] = [judgeArtifact(active, facts, people), judgeArtifact(next, facts, people)];
    const direction = compareDecisions(before, after);
    counts[direction] += 1;
    if (after.needs.some((slot) => slot.count > 1)) twoPeople += 1;
    const key = `${before.disposition} ${after.disposition}`;
    const cell = cells.get(key) ?? { active: before.disposition, candidate: after.disposition, count: 0, items: [] };
    cell.count += 1;
    if (direction !== 'same') cell.items.push({ id, direction });
    cells.set(key, cell);
  }
  const textual = loosenings(active, candidate);
  return {
    matrix: [...cells.values()].map((cell) => ({ ...cell, items: cell.items.sort(byDirection) })).sort(byLoosening),
    counts,
    loosenings: textual,
    isWider: counts.looser > 0 || textual.length > 0,
    twoPersonShare: items.length === 0 ? 0 : twoPeople / items.length,
  };
};

/** The candidate with every part that says the same taken from the active policy, so that it is worked out once for both. */
const sharing = (active: Policy, candidate: Policy): Policy => {
  const take = <T>(known: T, given: T): T => (canonicalJson(known) === canonicalJson(given) ? known : given);
  const conditions = new Map(active.rules.map((rule) => [canonicalJson(rule.when), rule.when]));
  const { settings } = candidate;
  return {
    ...candidate,
    path_sets: take(active.path_sets, candidate.path_sets),
    composites: take(active.composites, candidate.composites),
    settings: {
      ...settings,
      detectors: take(active.settings.detectors, settings.detectors),
      checks: take(active.settings.checks, settings.checks),
    },
    rules: candidate.rules.map((rule) => ({ ...rule, when: conditions.get(canonicalJson(rule.when)) ?? rule.when })),
  };
};

const DIRECTIONS: readonly Direction[] = ['looser', 'tighter', 'same'];
type Item = BacktestCell['items'][number];
const byDirection = (a: Item, b: Item): number =>
  DIRECTIONS.indexOf(a.direction) - DIRECTIONS.indexOf(b.direction) || (a.id < b.id ? -1 : 1);

const looserIn = (cell: BacktestCell): number => cell.items.filter((item) => item.direction === 'looser').length;
const byLoosening = (a: BacktestCell, b: BacktestCell): number =>
  looserIn(b) - looserIn(a) ||
  b.items.length - a.items.length ||
  DISPOSITIONS.indexOf(a.active) - DISPOSITIONS.indexOf(b.active) ||
  DISPOSITIONS.indexOf(a.candidate) - DISPOSITIONS.indexOf(b.candidate);

/** The share of changes that each pattern of each set hits. */
export const globHitRates = (
  policy: Policy,
  changes: readonly (readonly string[])[],
): readonly { readonly set: string; readonly glob: string; readonly hits: number; readonly rate: number }[] =>
  [...globHits(policy, changes)].flatMap(([set, hits]) =>
    [...hits].map(([glob, count]) => ({ set, glob, hits: count, rate: changes.length === 0 ? 0 : count / changes.length })),
  );

/** Rules without which no decision would be another. */
export const rulesWithoutEffect = (policy: Policy, items: readonly BacktestItem[], people: readonly Person[] | null): readonly string[] => {
  const before = items.map(({ facts }) => judgeArtifact(policy, facts, people));
  return policy.rules
    .filter((rule) => {
      const without: Policy = { ...policy, rules: policy.rules.filter((entry) => entry !== rule) };
      return items.every(({ facts }, index) => {
        const was = before[index];
        return was !== undefined && compareDecisions(was, judgeArtifact(without, facts, people)) === 'same';
      });
    })
    .map((rule) => rule.id);
};
