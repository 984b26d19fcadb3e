import { clauseVerdicts } from '../domain/artifact/clauses.ts';
import { artifactDigest } from '../domain/artifact/digest.ts';
import type { Artifact, Change, Handoff } from '../domain/artifact/manifest.ts';
import { redactText } from '../domain/log/redact.ts';
import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { RunRecord } from '../ports/run-store.ts';
import { cancelRun, failRun } from './end-run.ts';
import type { EventWriter } from './event-writer.ts';
import type { HeldLease } from './hold-lease.ts';
import { readBoundedPatches } from './read-bounded-patches.ts';
import type { WorkerPorts } from './worker-ports.ts';

const CONTROL_PLANE = { name: 'Countersign', email: 'countersign@localhost' };

type Reverting = NonNullable<RunRecord['reverts']>;

/**
 * Takes the place of steps 3 to 5 for a revert: git makes the change, no agent, no sandbox. From its artifact on it is a change like
 * any other. Repeatable: on the same branch it makes the same commit.
 */
export const revertRun = async (
  ports: WorkerPorts,
  held: HeldLease,
  run: RunRecord,
  reverts: Reverting,
  events: EventWriter,
): Promise<void> => {
  const failed = (failure: Failure) => failRun(ports, held, events, failure);
  const branch = run.contract.environment.baseBranch;
  const text = `Taking back ${reverts.sha.slice(0, 12)} of task ${reverts.taskNumber} on ${branch}`;
  events.push({ kind: 'phase', phase: 'prepare', state: 'started', text });
  await events.flush();
  const [landedRun, landed] = [await ports.runs.read(reverts.runId), await ports.runs.readArtifact(reverts.runId)];
  if (!landedRun.ok) return failed(landedRun.failure);
  if (!landed.ok) return failed(landed.failure);
  const { headSha, baseSha } = landed.value.artifact.change;
  const made = await ports.repositories.revert({
    repositoryId: run.repository.id,
    source: { url: run.repository.url },
    branch,
    runId: run.id,
    // Its own commits, put on the branch by hand, are taken back together.
    landed: { sha: reverts.sha, baseSha: reverts.sha === headSha ? baseSha : null },
    message: `${run.contract.title}\n\nThis takes back ${reverts.sha}.\n`,
    author: CONTROL_PLANE,
    committer: CONTROL_PLANE,
    committedAt: Math.floor(run.createdAt / 1000),
  });
  if (!made.ok) return failed(made.failure);
  const change = await ports.repositories.readChange(run.repository.id, made.value.baseSha, made.value.headSha);
  if (!change.ok) return failed(change.failure);
  const patches = await readBoundedPatches(ports, run.repository.id, change.value.baseSha, change.value.headSha, change.value.files);
  if (!patches.ok) return failed(patches.failure);
  if (held.cancelled.aborted) return cancelRun(ports, held, events);

  // The environment that the checks of what landed ran in, for its own.
  const image = { image: landedRun.value.sandbox?.image ?? '', imageDigest: landedRun.value.sandbox?.imageDigest ?? '' };
  const recorded = await ports.runs.recordSandbox(held.lease, {
    name: 'none: made by the control plane',
    ...image,
    limits: { ...DEFAULT_LIMITS },
    mounts: [],
    workspaceMethod: 'none',
    startSha: change.value.baseSha,
    baseSha: change.value.baseSha,
  });
  if (!recorded.ok) return;
  const secrets = ports.secrets.list();
  const redacted = patches.value.map((file) => (file.patch === null ? file : { ...file, patch: redactText(secrets, file.patch) }));
  events.push({ kind: 'phase', phase: 'prepare', state: 'finished', text: `Made on ${branch} at ${change.value.baseSha.slice(0, 12)}` });
  await events.flush();
  await ports.runs.commit(held.lease, {
    transition: 'computed',
    at: ports.clock.now(),
    stored: { kind: 'artifact', artifact: artifactOf(run, reverts, change.value), patches: redacted },
    next: { name: 'run.verify' },
  });
};

const artifactOf = (run: RunRecord, reverts: Reverting, change: Change): Artifact => {
  const handoff: Handoff = {
    kind: 'change',
    summary: `Takes back ${reverts.sha}, which task ${reverts.taskNumber} put on the branch. Made by git on the branch as it is now; no agent worked on it.`,
    claimedChecks: [],
    failuresHit: [],
    remainingRisks: [],
  };
  return {
    digest: artifactDigest(change, handoff),
    runId: run.id,
    kind: 'change',
    handoffBy: 'revert',
    handoff,
    change,
    clauses: clauseVerdicts(run.contract, change, handoff),
  };
};
