import { ok, type Result } from '../domain/shared/result.ts';
import type { RunRecord } from '../ports/run-store.ts';
import { CONTROL_PLANE, type Computed } from './compute.ts';
import type { WorkerPorts } from './worker-ports.ts';

type Reverting = NonNullable<RunRecord['reverts']>;

/** What takes back what a run landed. Repeatable: on the same branch it makes the same commit. */
export const makeRevert = async (ports: WorkerPorts, run: RunRecord, reverts: Reverting): Promise<Result<Computed>> => {
  const [landedRun, landed] = [await ports.runs.read(reverts.runId), await ports.runs.readArtifact(reverts.runId)];
  if (!landedRun.ok) return landedRun;
  if (!landed.ok) return landed;
  const { headSha, baseSha } = landed.value.artifact.change;
  const made = await ports.repositories.revert({
    repositoryId: run.repository.id,
    source: { url: run.repository.url },
    branch: run.contract.environment.baseBranch,
    runId: run.id,
    // Its own commits, put on the branch by hand, are taken back together.
    landed: { sha: reverts.sha, baseSha: reverts.sha === headSha ? baseSha : null },
    message: `${run.contract.title}\n\nThis takes back ${reverts.sha}.\n`,
    author: CONTROL_PLANE,
    committer: CONTROL_PLANE,
    committedAt: Math.floor(run.createdAt / 1000),
  });
  if (!made.ok) return made;
  return ok({
    ...made.value,
    environmentOf: landedRun.value,
    handoffBy: 'revert',
    handoff: {
      kind: 'change',
      summary: `Takes back ${reverts.sha}, which task ${reverts.taskNumber} put on the branch. Made by git on the branch as it is now; no agent worked on it.`,
      claimedChecks: [],
      failuresHit: [],
      remainingRisks: [],
    },
  });
};
