import { type Backtest, type GlobRate, globHitRates, startBacktest } from '../domain/policy/backtest.ts';
import type { Direction } from '../domain/policy/compare-decisions.ts';
import type { Disposition } from '../domain/policy/decision.ts';
import { effectivePolicy } from '../domain/policy/effective-policy.ts';
import { layerPolicy } from '../domain/policy/layer-policy.ts';
import { loosenings } from '../domain/policy/loosenings.ts';
import type { Policy } from '../domain/policy/model.ts';
import { type PolicyPair, pairPolicies } from '../domain/policy/pair-policies.ts';
import { parseRepositoryPolicy } from '../domain/policy/parse.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import type { Layer, PolicyStore, ReplayedItem } from '../ports/policy-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { type PolicyAround, readAround, readVersion } from './policy-around.ts';

type Ports = {
  readonly policies: Pick<PolicyStore, 'inForce' | 'facts' | 'items' | 'changes'>;
  readonly runs: Pick<RunStore, 'people'>;
};

export const MAX_BACKTEST_ITEMS = 10_000;
/** Of one cell; its number says how many there are. */
const SHOWN = 100;
const DAY_MS = 24 * 3_600_000;

/** By age or by number. */
export type Window = { readonly days: number } | { readonly last: number };

type Shown = ReplayedItem & { readonly direction: Direction; readonly before: Disposition; readonly after: Disposition };
export type BacktestReport = Omit<Backtest, 'matrix'> & {
  readonly matrix: readonly {
    readonly active: Disposition;
    readonly candidate: Disposition;
    readonly count: number;
    readonly items: readonly Shown[];
  }[];
  /** There was more in the window than is asked at once. */
  readonly isCut: boolean;
  readonly loosenings: readonly string[];
  /** Some item comes out looser, or the text lets more through: a second admin confirms such a version. */
  readonly isWider: boolean;
  readonly globHits: readonly GlobRate[];
};

/** What a text would have said about the artifacts that came, beside what is in force. Changes nothing. */
export const backtestPolicy = async (
  ports: Ports,
  {
    repositoryId,
    yaml,
    window,
    now,
  }: { readonly repositoryId: Layer; readonly yaml: string; readonly window: Window | null; readonly now: number },
): Promise<Result<BacktestReport>> => {
  const around = await readAround(ports.policies, repositoryId);
  if (!around.ok) return around;
  const read = readVersion(yaml, around.value);
  if (!read.ok) return read;
  const { policy } = read.value;
  const { matrix, ...found } = await replay(ports, around.value, repositoryId, policy, window, now);
  const ids = matrix.flatMap(({ items }) => items.slice(0, SHOWN).map(({ id }) => id));
  const [items, changes] = [await ports.policies.items(ids), await ports.policies.changes(repositoryId)];
  return ok({
    ...found,
    ...widening(around.value, policy, found),
    matrix: matrix.map((cell) => ({
      ...cell,
      items: cell.items.slice(0, SHOWN).flatMap(({ id, direction }) => {
        const item = items.get(id);
        return item === undefined ? [] : [{ ...item, direction, before: cell.active, after: cell.candidate }];
      }),
    })),
    isCut: found.items === MAX_BACKTEST_ITEMS,
    globHits: globHitRates(policy, changes),
  });
};

/** In what a version lets more through than what is in force: by its text, and by replay. */
export const widening = (
  { current }: PolicyAround,
  candidate: Policy,
  { counts }: Pick<Backtest, 'counts'>,
): { readonly loosenings: readonly string[]; readonly isWider: boolean } => {
  const said = loosenings(current, candidate).map(({ sentence }) => sentence);
  return { loosenings: said, isWider: said.length > 0 || counts.looser > 0 };
};

/** `window` null: as long as the policy in force says. */
export const replay = async (
  { policies, runs }: Ports,
  around: PolicyAround,
  repositoryId: Layer,
  candidate: Policy,
  window: Window | null,
  now: number,
): Promise<Backtest> => {
  const { days, last } = { days: around.current.change_control.backtest_window_days, last: MAX_BACKTEST_ITEMS, ...window };
  const since = window !== null && 'last' in window ? 0 : now - days * DAY_MS;
  const backtest = startBacktest(await runs.people());
  const pairOf = pairsOf(around, candidate);
  for await (const batch of policies.facts({ repositoryId, since, limit: Math.min(last, MAX_BACKTEST_ITEMS) }))
    for (const item of batch) backtest.add(pairOf(item.repositoryId), item.runId, item.facts);
  return backtest.end();
};

/** A repository with its own policy is asked with it on either side. */
const pairsOf = ({ inForce, current, above }: PolicyAround, candidate: Policy): ((repositoryId: string) => PolicyPair) => {
  const plain = pairPolicies(current, candidate);
  if (above.kind === 'repository') return () => plain;
  const layered = new Map(
    inForce.repositories.map(({ repositoryId, text }) => {
      const before = effectivePolicy({ installation: inForce.installation, repository: text }).policy;
      const layer = parseRepositoryPolicy(text.yaml);
      const after = layer.ok ? layerPolicy(candidate, layer.value) : null;
      return [repositoryId, pairPolicies(before.ok ? before.value : null, after?.ok ? after.value : null)] as const;
    }),
  );
  return (repositoryId) => layered.get(repositoryId) ?? plain;
};
