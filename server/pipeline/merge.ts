import { mergeMessage } from '../domain/merge/message.ts';
import { mayMerge } from '../domain/merge/preconditions.ts';
import { decide } from '../domain/policy/decide.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { createEventWriter, type EventWriter } from './event-writer.ts';
import { type HeldLease, holdLease } from './hold-lease.ts';
import type { WorkerPorts } from './worker-ports.ts';

const COMMITTER = { name: 'Countersign', email: 'countersign@localhost' };

/**
 * Step 10: the one step that cannot be retried blindly. It is decided again on what is stored now; a repeated attempt makes
 * the same commit and finds the one that is already there; a lost answer becomes MERGE_OUTCOME_UNKNOWN.
 */
export const mergeRun = async (ports: WorkerPorts, runId: string): Promise<void> => {
  const held = await holdLease(ports, runId, ['APPROVED', 'MERGING']);
  if (!held) return;
  const events = createEventWriter(ports, held.lease, () => undefined);
  try {
    const run = await ports.runs.read(runId);
    const stored = await ports.runs.readArtifact(runId);
    if (!run.ok || !stored.ok) return;
    if (run.value.status === 'APPROVED') {
      const started = await ports.runs.commit(held.lease, { transition: 'merge_started', at: ports.clock.now() });
      if (!started.ok) return;
    }
    const { artifact, checks, risks, releases, arrivedAt } = stored.value;
    const [policy, people, reviews] = [
      await ports.runs.activePolicy(),
      await ports.runs.people(),
      await ports.runs.readReviews(run.value.taskId),
    ];
    const decision = risks
      ? decide({
          policy,
          contract: run.value.contract,
          artifact,
          checks,
          risks,
          reviews,
          people,
          requester: run.value.requester,
          releases,
          arrivedAt,
          now: ports.clock.now(),
        })
      : null;
    const allowed = mayMerge({ decision, artifact });
    if (!allowed.ok) return await refuse(ports, held, events, allowed.failure);

    const baseBranch = run.value.contract.environment.baseBranch;
    events.push({ kind: 'phase', phase: 'merge', state: 'started', text: `Merging into ${baseBranch} of ${run.value.repository.name}` });
    await events.flush();
    const approvers = reviews
      .filter((review) => review.artifactDigest === artifact.digest && review.verdict === 'approve')
      .map((review) => people.find((person) => person.id === review.reviewerId));
    const approvedAt = Math.max(
      run.value.createdAt,
      ...reviews.filter((review) => review.artifactDigest === artifact.digest).map((review) => review.at),
    );
    const merged = await ports.repositories.merge({
      repositoryId: run.value.repository.id,
      source: { url: run.value.repository.url },
      branch: baseBranch,
      baseSha: artifact.change.baseSha,
      headSha: artifact.change.headSha,
      method: run.value.repository.mergeMethod,
      runId,
      message: mergeMessage({
        contract: run.value.contract,
        artifact,
        taskId: run.value.taskId,
        runId,
        approvers: approvers.filter((person) => person !== undefined),
        policy: decision?.policy ?? policy,
      }),
      author: { name: `${run.value.agent.name} (agent)`, email: 'agent@countersign.invalid' },
      committer: COMMITTER,
      committedAt: Math.floor(approvedAt / 1000),
    });
    if (!merged.ok) {
      if (merged.failure.code !== 'merge_outcome_unknown') return await refuse(ports, held, events, merged.failure);
      events.push({ kind: 'failure', code: merged.failure.code, text: merged.failure.message });
      await events.flush();
      await ports.runs.commit(held.lease, {
        transition: 'merge_lost',
        at: ports.clock.now(),
        stored: { kind: 'failure', failure: merged.failure },
      });
      return;
    }
    events.push({ kind: 'phase', phase: 'merge', state: 'finished', text: `Merged as ${merged.value.sha}` });
    await events.flush();
    await ports.runs.commit(held.lease, {
      transition: 'merged',
      at: ports.clock.now(),
      stored: { kind: 'merge', sha: merged.value.sha, method: run.value.repository.mergeMethod },
    });
  } finally {
    held.drop();
    await ports.runs.release(held.lease);
  }
};

const refuse = async (ports: WorkerPorts, held: HeldLease, events: EventWriter, refusal: Failure): Promise<void> => {
  events.push({ kind: 'failure', code: refusal.code, text: refusal.message });
  await events.flush();
  await ports.runs.commit(held.lease, {
    transition: 'merge_refused',
    at: ports.clock.now(),
    stored: { kind: 'failure', failure: refusal },
  });
};
