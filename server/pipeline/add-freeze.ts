import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { WebStore } from '../ports/web-store.ts';

type Ports = { readonly store: Pick<WebStore, 'addFreeze'> };

const MAX_DAYS = 366;
const DAY_MS = 24 * 3_600_000;

/** Keeps everything from landing for a while. What is approved meanwhile waits, and lands by itself afterwards. */
export const addFreeze = async (
  { store }: Ports,
  input: {
    readonly repositoryId: string | null;
    readonly from: number | null;
    readonly until: number;
    readonly reason: string;
    readonly by: Person;
    readonly now: number;
  },
): Promise<Result<{ readonly id: string }>> => {
  const { repositoryId, until, reason, by, now } = input;
  const from = input.from ?? now;
  if (until <= from || until <= now)
    return fail(
      failure('invalid_input', 'A freeze ends after it begins.', { until: 'Choose an end that is still to come, after the beginning.' }),
    );
  if (until - Math.max(from, now) > MAX_DAYS * DAY_MS)
    return fail(
      failure('invalid_input', 'A freeze lasts a year at most.', { until: `Choose an end at most ${MAX_DAYS} days after the beginning.` }),
    );
  return store.addFreeze({ repositoryId, from, until, reason, byId: by.id, now });
};
