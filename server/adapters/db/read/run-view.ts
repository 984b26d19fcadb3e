import type { AgentKind } from '../../../ports/agent.ts';
import type { RunView } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import { contractOf, msOf, sandboxOf, statusOf } from '../rows.ts';
import { runSummaryOf, SUMMARY_COLUMNS } from './run-summaries.ts';
import { LINK_COLUMNS, taskLinkOf } from './task-links.ts';
import { waitReasons } from './wait-reasons.ts';

export async function readRun(db: Database, runId: string, now: number): Promise<RunView | null> {
  const row = await db.prisma.run.findUnique({
    where: { id: runId },
    include: {
      agentProfile: { select: { name: true, kind: true, model: true, label: true } },
      merge: { select: { sha: true, at: true } },
      revertedBy: { select: LINK_COLUMNS },
      task: {
        select: {
          id: true,
          number: true,
          title: true,
          contract: true,
          branch: true,
          agentName: true,
          reverts: { select: { task: { select: LINK_COLUMNS } } },
          requester: { select: { id: true, name: true } },
          repository: { select: { name: true } },
          runs: { orderBy: { number: 'asc' }, select: SUMMARY_COLUMNS },
        },
      },
    },
  });
  if (!row) return null;
  const { task } = row;
  const waits = await waitReasons(db, now, task.runs.map(statusOf));
  return {
    ...runSummaryOf(row, waits),
    task: { id: task.id, number: task.number, title: task.title },
    contract: contractOf(task),
    requester: task.requester,
    repository: task.repository.name,
    branch: task.branch,
    baseSha: row.baseSha,
    agent: {
      ...row.agentProfile,
      kind: row.agentProfile.kind as AgentKind,
      // No agent worked on a revert; the profile only names the environment of its checks.
      ...(task.reverts ? { name: task.agentName, model: '', label: '' } : {}),
    },
    prompt: row.prompt,
    lastSeq: row.lastSeq,
    lastEventAt: msOf(row.lastEventAt),
    pausedMs: row.pausedMs,
    cancelRequestedAt: msOf(row.cancelRequestedAt),
    worker: row.leaseWorker,
    sandbox: sandboxOf(row),
    usage: { inputTokens: Number(row.inputTokens), outputTokens: Number(row.outputTokens), modelCalls: row.modelCalls },
    artifactDigest: row.artifactDigest,
    merge: row.merge && { sha: row.merge.sha, at: row.merge.at.getTime() },
    reverts: task.reverts && taskLinkOf(task.reverts.task),
    revertedBy: row.revertedBy && taskLinkOf(row.revertedBy),
    siblings: task.runs.filter((run) => run.id !== row.id).map((run) => runSummaryOf(run, waits)),
  };
}
