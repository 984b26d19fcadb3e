import { mayActivatePolicy } from '../domain/policy/floor.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { PolicyStore } from '../ports/policy-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { readyVersion } from './activate-policy.ts';

type Ports = { readonly policies: PolicyStore; readonly runs: Pick<RunStore, 'people'> };

/** The second admin of a wider version says yes. It passes everything again, as things stand now. */
export const confirmPolicy = async (
  ports: Ports,
  { activationId, by, now }: { readonly activationId: string; readonly by: Person; readonly now: number },
): Promise<Result<void>> => {
  const waiting = await ports.policies.activation(activationId);
  // A double click finds nothing that waits; the store says what became of it.
  if (!waiting) return ports.policies.confirmActivation({ activationId, seen: [], byId: by.id, now });
  const requester = (await ports.runs.people()).find(({ id }) => id === waiting.requestedBy.id);
  if (!requester) return fail(failure('not_allowed', `${waiting.requestedBy.name}, who asked for this, does not work here any more.`));
  const allowed = mayActivatePolicy({ requester, authorId: waiting.policy.authorId, second: by, isWider: true });
  if (!allowed.ok) return allowed;
  const ready = await readyVersion(ports, waiting.policy.id);
  if (!ready.ok) return ready;
  return ports.policies.confirmActivation({ activationId, seen: ready.value.around.seen, byId: by.id, now });
};

/** Another admin says no, or whoever asked takes it back. */
export const refusePolicy = async (
  { policies }: Pick<Ports, 'policies'>,
  input: {
    readonly activationId: string;
    readonly how: 'declined' | 'withdrawn';
    readonly reason: string;
    readonly by: Person;
    readonly now: number;
  },
): Promise<Result<void>> => {
  const { activationId, how, reason, by, now } = input;
  const waiting = await policies.activation(activationId);
  if (waiting && how === 'withdrawn' && waiting.requestedBy.id !== by.id)
    return fail(failure('not_allowed', `${waiting.requestedBy.name} asked for this and can withdraw it. Decline it instead.`));
  if (waiting && how === 'declined' && waiting.requestedBy.id === by.id)
    return fail(failure('not_allowed', 'You asked for this yourself. Withdraw it instead.'));
  return policies.refuseActivation({ activationId, how, reason, byId: by.id, now });
};
