import type { Person } from '../domain/shared/role.ts';
import type { HarmlessChange, ReadModel } from '../ports/read-model.ts';
import type { RunStore } from '../ports/run-store.ts';
import { readHarmless } from './read-harmless.ts';

/** Whole artifacts are read for it, so it looks at the first ones only; what was approved makes room for the next. */
const MOST_LOOKED_AT = 60;
/** As many as somebody looks through at one go. */
const MOST_SHOWN = 10;

/** What this person may approve in a list of diffs, in the order of their queue; `more`: there is more to look at behind it. */
export const listHarmless = async (
  { runs, read }: { readonly runs: RunStore; readonly read: Pick<ReadModel, 'withoutFindings'> },
  { viewer, now }: { readonly viewer: Person; readonly now: number },
): Promise<{ readonly items: readonly HarmlessChange[]; readonly more: boolean }> => {
  const candidates = await read.withoutFindings(viewer, now, MOST_LOOKED_AT + 1);
  const items: HarmlessChange[] = [];
  for (const runId of candidates.slice(0, MOST_LOOKED_AT)) {
    if (items.length === MOST_SHOWN) return { items, more: true };
    const found = await readHarmless(runs, runId, now);
    if (!found.ok) continue;
    const { run, stored } = found.value;
    items.push({
      runId,
      artifactDigest: stored.artifact.digest,
      title: run.contract.title,
      repository: run.repository.name,
      requester: run.requester.name,
      agent: run.agent.name,
      files: stored.artifact.change.files,
    });
  }
  return { items, more: candidates.length > MOST_LOOKED_AT };
};
