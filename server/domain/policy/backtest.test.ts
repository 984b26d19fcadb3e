import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsArbitrary, policyArbitrary } from '../../testing/policy-arbitraries.ts';
import { aFinding, aVote, docsFacts, PEOPLE, wholePolicy, writtenFacts } from '../../testing/policy-builders.ts';
import { type Backtest, globHitRates, startBacktest } from './backtest.ts';
import { compareDecisions } from './compare-decisions.ts';
import { judgeArtifact } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import { loosenings } from './loosenings.ts';
import type { Policy } from './model.ts';
import { pairPolicies } from './pair-policies.ts';

const ACTIVE = wholePolicy();
const backtest = (active: Policy, candidate: Policy, items: readonly { readonly id: string; readonly facts: PolicyFacts }[]): Backtest => {
  const replay = startBacktest(PEOPLE);
  const pair = pairPolicies(active, candidate);
  for (const { id, facts } of items) replay.add(pair, id, facts);
  return replay.end();
};
const item = (id: string, patch: Readonly<Record<string, unknown>>) => ({ id, facts: writtenFacts(ACTIVE, patch) });
const ITEMS = [
  item('docs', {}),
  item('agents', { files: [{ path: 'AGENTS.md' }] }),
  item('executable', { files: [{ path: 'docs/guide.md', newMode: '100755' }] }),
  item('deleted', { files: [{ path: 'docs/guide.md' }, { path: 'docs/old.md', status: 'deleted' }] }),
  item('code', { files: [{ path: 'src/util.ts' }], reviews: [aVote('omar')] }),
  item('weakened', { files: [{ path: 'src/util.ts' }], findings: [aFinding('TST-02', 'high')] }),
];

/** An edit that looks harmless: docs become every markdown file, "duplicate" guards and the control rule go. */
const PLAUSIBLE: Policy = {
  ...ACTIVE,
  path_sets: { ...ACTIVE.path_sets, docs: ['**/*.md'] },
  rules: ACTIVE.rules
    .filter((rule) => rule.id !== 'require-control-plane-files')
    .map((rule) =>
      rule.id === 'grant-docs' && 'all' in rule.when
        ? { ...rule, when: { all: rule.when.all.filter((part) => !('paths' in part) || part.paths.all_in !== undefined) } }
        : rule,
    ),
};

describe('a backtest', () => {
  it('finds the silent widenings of a plausible edit', () => {
    const found = backtest(ACTIVE, PLAUSIBLE, ITEMS);
    expect(found.matrix[0]).toEqual({
      active: 'REVIEW',
      candidate: 'AUTO_MERGE',
      count: 3,
      items: ['agents', 'executable', 'deleted'].map((id) => ({ id, direction: 'looser' })),
    });
    expect(found.counts).toEqual({ looser: 3, tighter: 0, same: 3 });
    expect(loosenings(ACTIVE, PLAUSIBLE).map((one) => one.place.join('.'))).toContain('path_sets.docs');
  });

  it('sees what is asked for behind the same word', () => {
    const less: Policy = { ...ACTIVE, rules: ACTIVE.rules.filter((rule) => rule.id !== 'require-high-risk') };
    const found = backtest(ACTIVE, less, ITEMS);
    expect(found.matrix.find((cell) => cell.items.length > 0)).toMatchObject({
      active: 'REVIEW',
      candidate: 'REVIEW',
      items: [{ id: 'weakened', direction: 'looser' }],
    });
    expect(backtest(less, ACTIVE, ITEMS)).toMatchObject({ counts: { looser: 0, tighter: 1, same: 5 } });
  });

  it('calls a policy no wider than itself', () =>
    expect(backtest(ACTIVE, ACTIVE, ITEMS)).toMatchObject({ counts: { looser: 0, tighter: 0, same: 6 } }));

  it('names the rules that changed nothing', () => {
    const idle = backtest(ACTIVE, ACTIVE, ITEMS).withoutEffect;
    expect(idle).toContain('require-oversize');
    expect(idle).not.toContain('require-high-risk');
    expect(idle).not.toContain('grant-docs');
  });

  it('finds by its shortcuts what asking both policies finds', () => {
    const pairs = fc.sample(fc.tuple(policyArbitrary, policyArbitrary, fc.boolean()), 200).map(([active, other, isClose]) => {
      // Two that share most of it, as an edit does, or two that have nothing in common.
      const candidate = isClose
        ? { ...active, rules: [...active.rules.slice(1), ...other.rules.slice(0, 1)], path_sets: { ...active.path_sets, docs: ['src/**'] } }
        : other;
      return { candidate, pair: pairPolicies(active, structuredClone(candidate)) };
    });
    fc.assert(
      fc.property(fc.constantFrom(...pairs), factsArbitrary, ({ candidate, pair }, facts) => {
        const replay = startBacktest(PEOPLE);
        replay.add(pair, 'one', facts);
        if (pair.active === null) throw new Error('both can be read');
        const [before, after] = [judgeArtifact(pair.active, facts, PEOPLE), judgeArtifact(candidate, facts, PEOPLE)];
        expect(replay.end().counts).toMatchObject({ [compareDecisions(before, after)]: 1 });
      }),
      { numRuns: 5_000 },
    );
  });

  it('counts how often each pattern hits', () => {
    const rates = globHitRates(ACTIVE, [['src/auth/a.ts', 'src/auth/b.ts'], ['README.md'], ['a/login/x.ts'], ['b.ts']]);
    expect(rates.find((rate) => rate.set === 'auth' && rate.glob === '**/auth/**')).toMatchObject({ hits: 1, rate: 0.25 });
    expect(rates.find((rate) => rate.glob === '**/README*.md')).toMatchObject({ hits: 1, rate: 0.25 });
  });

  it('gives every one of ten thousand items its cell', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => {
      const one = ITEMS[index % ITEMS.length];
      return { id: `${index}`, facts: { ...(one?.facts ?? docsFacts()), patchId: `${index}` } };
    });
    const found = backtest(ACTIVE, PLAUSIBLE, many);
    expect(found.matrix.reduce((sum, cell) => sum + cell.count, 0)).toBe(10_000);
  });
});
