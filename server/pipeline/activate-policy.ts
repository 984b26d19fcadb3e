import { examinePolicy, standingInTheWay } from '../domain/policy/examine-policy.ts';
import { mayActivatePolicy } from '../domain/policy/floor.ts';
import type { Policy } from '../domain/policy/model.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import { listed } from '../domain/shared/visible.ts';
import type { PolicyStore } from '../ports/policy-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { replay, widening } from './backtest-policy.ts';
import { brokenLayers, brokenWords, type PolicyAround, readAround, readVersion } from './policy-around.ts';

type Ports = { readonly policies: PolicyStore; readonly runs: Pick<RunStore, 'people'> };

/**
 * Puts a version in force, an older one too. It must be one that can be used, without errors, with all its cases met, and every
 * repository's own policy must fit under it. What lets more through, by its text or by replay, waits for a second admin.
 */
export const activatePolicy = async (
  ports: Ports,
  input: {
    readonly policyId: string;
    readonly reason: string;
    /** Digest of the version that is in force in this layer, as the person saw it; null when there was none. */
    readonly replaces: string | null;
    readonly by: Person;
    readonly now: number;
  },
): Promise<Result<{ readonly activationId: string | null; readonly state: 'in_force' | 'waiting_for_second' }>> => {
  const { policyId, reason, replaces, by, now } = input;
  const ready = await readyVersion(ports, policyId);
  if (!ready.ok) return ready;
  const { around, policy, repositoryId, authorId } = ready.value;
  const allowed = mayActivatePolicy({ requester: by, authorId, second: null, isWider: false });
  if (!allowed.ok) return allowed;
  if ((around.text?.digest ?? null) !== replaces && around.text?.id !== policyId)
    return fail(
      failure(
        'stale_page',
        `${around.text ? `${around.text.name}@${around.text.version}` : 'Nothing'} is in force by now, which is not what you compared with. Nothing was activated.`,
      ),
    );
  const backtest = await replay(ports, around, repositoryId, policy, null, now);
  const { loosenings, isWider } = widening(around, policy, backtest);
  const { looser } = backtest.counts;
  const replayed = looser === 0 ? [] : [`In the backtest ${looser} of ${backtest.items} come out looser.`];
  return ports.policies.requestActivation({
    policyId,
    reason,
    replaces,
    seen: around.seen,
    isWider,
    widening: [...loosenings, ...replayed],
    byId: by.id,
    now,
  });
};

/** A version that may be put in force as everything stands now. */
export const readyVersion = async (
  { policies, runs }: Pick<Ports, 'runs'> & { readonly policies: Pick<PolicyStore, 'version' | 'inForce'> },
  policyId: string,
): Promise<
  Result<{ readonly around: PolicyAround; readonly policy: Policy; readonly repositoryId: string | null; readonly authorId: string | null }>
> => {
  const version = await policies.version(policyId);
  if (!version) return fail(failure('not_found', 'There is no such version of a policy.'));
  const around = await readAround(policies, version.repositoryId);
  if (!around.ok) return around;
  const read = readVersion(version.yaml, around.value);
  if (!read.ok) return read;
  const { policy } = read.value;
  const inTheWay = standingInTheWay(examinePolicy(version.yaml, read.value, { people: await runs.people(), history: null }), policy);
  if (inTheWay.length > 0)
    return fail(failure('policy_refused', `${version.name}@${version.version} cannot be activated. ${listed(inTheWay, 5)}`));
  const broken = brokenLayers(around.value, policy);
  if (broken.length > 0) return fail(failure('policy_refused', brokenWords(broken)));
  return ok({ around: around.value, policy, repositoryId: version.repositoryId, authorId: version.author?.id ?? null });
};
