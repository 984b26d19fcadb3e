import { clauseVerdicts } from '../domain/artifact/clauses.ts';
import { artifactDigest } from '../domain/artifact/digest.ts';
import type { FilePatch, Handoff, HandoffBy } from '../domain/artifact/manifest.ts';
import { redactText } from '../domain/log/redact.ts';
import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import type { Result } from '../domain/shared/result.ts';
import type { RunRecord } from '../ports/run-store.ts';
import { cancelRun, failRun } from './end-run.ts';
import type { EventWriter } from './event-writer.ts';
import type { HeldLease } from './hold-lease.ts';
import { readBoundedPatches } from './read-bounded-patches.ts';
import { readInterdiffs } from './read-interdiffs.ts';
import type { WorkerPorts } from './worker-ports.ts';

export const CONTROL_PLANE = { name: 'Countersign', email: 'countersign@localhost' };

/** A change that git made for the control plane. `environmentOf` is the run whose image its checks run in. */
export type Computed = {
  readonly baseSha: string;
  readonly headSha: string;
  readonly handoff: Handoff;
  readonly handoffBy: Exclude<HandoffBy, 'agent' | 'control_plane'>;
  readonly environmentOf: RunRecord;
};

/**
 * Takes the place of steps 3 to 5 where no agent works: `make` has git make the commit, without a sandbox. From its artifact on it
 * is a change like any other. `make` is repeatable, and so is this.
 */
export const computeRun = async (
  ports: WorkerPorts,
  held: HeldLease,
  run: RunRecord,
  events: EventWriter,
  text: string,
  make: () => Promise<Result<Computed>>,
): Promise<void> => {
  events.push({ kind: 'phase', phase: 'prepare', state: 'started', text });
  await events.flush();
  const made = await make();
  if (!made.ok) return failRun(ports, held, events, made.failure);
  const { handoff, handoffBy, environmentOf } = made.value;
  const read = await ports.repositories.readChange(run.repository.id, made.value.baseSha, made.value.headSha);
  if (!read.ok) return failRun(ports, held, events, read.failure);
  const change = read.value;
  const patches = await readBoundedPatches(ports, run.repository.id, change.baseSha, change.headSha, change.files);
  if (!patches.ok) return failRun(ports, held, events, patches.failure);
  const secrets = ports.secrets.list();
  const redact = (file: FilePatch) => (file.patch === null ? file : { ...file, patch: redactText(secrets, file.patch) });
  const interdiffs = await readInterdiffs(ports, run, change, redact);
  if (held.cancelled.aborted) return cancelRun(ports, held, events);

  const recorded = await ports.runs.recordSandbox(held.lease, {
    name: 'none: made by the control plane',
    image: environmentOf.sandbox?.image ?? '',
    imageDigest: environmentOf.sandbox?.imageDigest ?? '',
    limits: { ...DEFAULT_LIMITS },
    mounts: [],
    workspaceMethod: 'none',
    startSha: change.baseSha,
    baseSha: change.baseSha,
  });
  if (!recorded.ok) return;
  events.push({
    kind: 'phase',
    phase: 'prepare',
    state: 'finished',
    text: `Made on ${change.baseSha.slice(0, 12)} as ${change.headSha.slice(0, 12)}`,
  });
  await events.flush();
  await ports.runs.commit(held.lease, {
    transition: 'computed',
    at: ports.clock.now(),
    stored: {
      kind: 'artifact',
      artifact: {
        digest: artifactDigest(change, handoff),
        runId: run.id,
        kind: handoff.kind,
        handoffBy,
        handoff,
        change,
        clauses: clauseVerdicts(run.contract, change, handoff),
      },
      patches: patches.value.map(redact),
      interdiffs,
    },
    next: { name: 'run.verify' },
  });
};
