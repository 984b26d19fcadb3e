import { type Interdiff, interdiffFiles } from '../domain/artifact/interdiff.ts';
import type { Change, FilePatch } from '../domain/artifact/manifest.ts';
import type { RunRecord } from '../ports/run-store.ts';
import { readBoundedPatches } from './read-bounded-patches.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** A reviewer who missed more rounds than this reads the whole change. */
const RESULTS_AT_MOST = 3;

type Ports = Pick<WorkerPorts, 'runs' | 'repositories' | 'log'>;

/** From each of the last results of the task to this one. One that cannot be read is left out: the whole change is always there. */
export const readInterdiffs = async (
  ports: Ports,
  run: Pick<RunRecord, 'id' | 'repository'>,
  change: Change,
  redact: (patch: FilePatch) => FilePatch,
): Promise<readonly Interdiff[]> => {
  const interdiffs: Interdiff[] = [];
  for (const earlier of await ports.runs.earlierResults(run.id, RESULTS_AT_MOST)) {
    const between = await ports.repositories.readChange(run.repository.id, earlier.headSha, change.headSha);
    const { baseMoved, files } = interdiffFiles(between.ok ? between.value.files : [], earlier, change);
    const patches = between.ok ? await readBoundedPatches(ports, run.repository.id, earlier.headSha, change.headSha, files) : between;
    if (patches.ok) interdiffs.push({ sinceRunId: earlier.runId, baseMoved, files, patches: patches.value.map(redact) });
    else ports.log.warn({ runId: run.id, since: earlier.runId, code: patches.failure.code }, 'interdiff not read');
  }
  return interdiffs;
};
