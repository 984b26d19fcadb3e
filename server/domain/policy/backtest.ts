import type { Person } from '../shared/role.ts';
import { compareDecisions, type Direction } from './compare-decisions.ts';
import { DISPOSITIONS, type Disposition } from './decision.ts';
import { judgeArtifact } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import { globHits } from './glob-hits.ts';
import { judgeOrHold } from './hold.ts';
import type { Policy } from './model.ts';
import type { PolicyPair } from './pair-policies.ts';

export type BacktestCell = {
  readonly active: Disposition;
  readonly candidate: Disposition;
  readonly count: number;
  /** Items that come out another way, looser ones first, else as they came. Those that stay the same are only counted. */
  readonly items: readonly { readonly id: string; readonly direction: Direction }[];
};

export type Backtest = {
  readonly items: number;
  /** Cells that let more through first. */
  readonly matrix: readonly BacktestCell[];
  readonly counts: Readonly<Record<Direction, number>>;
  /** The share that needs two people or more. */
  readonly twoPersonShare: number;
  /** Rules of the candidate without which no decision would be another. */
  readonly withoutEffect: readonly string[];
};

/**
 * What a candidate would have said about earlier work, one item after the other. Widening is found by replay, because it cannot be
 * seen by reading. Give `pairPolicies` for each pair once: what two policies share is worked out once for both.
 */
export const startBacktest = (people: readonly Person[] | null) => {
  const cells = new Map<
    string,
    { -readonly [key in keyof BacktestCell]: BacktestCell[key] } & { items: BacktestCell['items'][number][] }
  >();
  const counts: Record<Direction, number> = { tighter: 0, looser: 0, same: 0 };
  const idle = startIdleRules(people);
  let items = 0;
  let twoPeople = 0;
  return {
    add: ({ active, candidate, mayDiffer }: PolicyPair, id: string, facts: PolicyFacts): void => {
      const before = judgeOrHold(active, facts, people);
      const after = mayDiffer(before, facts) ? judgeOrHold(candidate, facts, people) : before;
      const direction = after === before ? 'same' : compareDecisions(before, after);
      items += 1;
      counts[direction] += 1;
      if (after.needs.some((slot) => slot.count > 1)) twoPeople += 1;
      const key = `${before.disposition} ${after.disposition}`;
      const cell = cells.get(key) ?? { active: before.disposition, candidate: after.disposition, count: 0, items: [] };
      cell.count += 1;
      if (direction !== 'same') cell.items.push({ id, direction });
      cells.set(key, cell);
      if (candidate !== null) idle.add(candidate, facts, after);
    },
    end: (): Backtest => ({
      items,
      matrix: [...cells.values()].map((cell) => ({ ...cell, items: cell.items.sort(byDirection) })).sort(byLoosening),
      counts,
      twoPersonShare: items === 0 ? 0 : twoPeople / items,
      withoutEffect: idle.end(),
    }),
  };
};

/** Only a rule that acts on an item can make a difference there, and one difference is enough. */
const startIdleRules = (people: readonly Person[] | null) => {
  const open = new Map<Policy, Map<string, Policy>>();
  const known = new Set<string>();
  const effective = new Set<string>();
  const openOf = (policy: Policy): Map<string, Policy> => {
    const without = new Map(
      policy.rules.map((rule) => [rule.id, { ...policy, rules: policy.rules.filter((entry) => entry !== rule) }] as const),
    );
    for (const id of without.keys()) known.add(id);
    open.set(policy, without);
    return without;
  };
  return {
    add: (policy: Policy, facts: PolicyFacts, decided: ReturnType<typeof judgeArtifact>): void => {
      const without = open.get(policy) ?? openOf(policy);
      for (const { rule, applies } of decided.trace) {
        const rest = applies && !effective.has(rule) ? without.get(rule) : undefined;
        if (rest !== undefined && compareDecisions(decided, judgeArtifact(rest, facts, people)) !== 'same') effective.add(rule);
      }
    },
    end: (): readonly string[] => [...known].filter((id) => !effective.has(id)),
  };
};

const DIRECTIONS: readonly Direction[] = ['looser', 'tighter', 'same'];
type Item = BacktestCell['items'][number];
const byDirection = (a: Item, b: Item): number => DIRECTIONS.indexOf(a.direction) - DIRECTIONS.indexOf(b.direction);

const looserIn = (cell: BacktestCell): number => cell.items.filter((item) => item.direction === 'looser').length;
const byLoosening = (a: BacktestCell, b: BacktestCell): number =>
  looserIn(b) - looserIn(a) ||
  b.items.length - a.items.length ||
  DISPOSITIONS.indexOf(a.active) - DISPOSITIONS.indexOf(b.active) ||
  DISPOSITIONS.indexOf(a.candidate) - DISPOSITIONS.indexOf(b.candidate);

export type GlobRate = { readonly set: string; readonly glob: string; readonly hits: number; readonly rate: number };

/** The share of changes that each pattern of each set hits. */
export const globHitRates = (policy: Policy, changes: readonly (readonly string[])[]): readonly GlobRate[] =>
  [...globHits(policy, changes)].flatMap(([set, hits]) =>
    [...hits].map(([glob, count]) => ({ set, glob, hits: count, rate: changes.length === 0 ? 0 : count / changes.length })),
  );
