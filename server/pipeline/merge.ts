import { mergeMessage } from '../domain/merge/message.ts';
import { mayMerge } from '../domain/merge/preconditions.ts';
import { decide } from '../domain/policy/decide.ts';
import { policyRef } from '../domain/policy/effective-policy.ts';
import { failure } from '../domain/shared/failure.ts';
import type { MergeInput } from '../ports/repository.ts';
import { checkLanding, type Standing } from './check-landing.ts';
import { decisionInput, readSurroundings } from './decision-input.ts';
import { finishLanding, type LandingUnderWay, refuseLanding } from './end-landing.ts';
import { cancelRun } from './end-run.ts';
import { createEventWriter, type EventWriter } from './event-writer.ts';
import { type HeldLease, holdLease } from './hold-lease.ts';
import { pushLanding } from './push-landing.ts';
import { sendBackOrRefuse } from './send-back.ts';
import type { WorkerPorts } from './worker-ports.ts';

const COMMITTER = { name: 'Countersign', email: 'countersign@localhost' };
/** Within one installation runs land one after the other; each of these was lost to somebody who pushes from outside. */
const ATTEMPTS = 5;

/**
 * Step 10: landing, one run at a time on a branch. The merge result is made on the base as it is now, checked and decided about
 * on that very tree, and only then pushed with an expected-old value. Repeatable until the push: a repeated attempt makes the
 * same commit, and finds the one that is already there; a lost answer becomes MERGE_OUTCOME_UNKNOWN.
 */
export const mergeRun = async (ports: WorkerPorts, runId: string, stopping: AbortSignal): Promise<void> => {
  const held = await holdLease(ports, runId, ['APPROVED', 'LANDING', 'MERGING']);
  if (!held) return;
  const events = createEventWriter(ports, held.lease, () => undefined);
  try {
    if (await mayBegin(ports, held, events)) await land({ ports, held, events }, stopping);
  } finally {
    held.drop();
    await ports.runs.release(held.lease);
  }
  for (const next of await ports.runs.mayLandNow(ports.clock.now())) await ports.queue.enqueue('run.merge', next);
};

/** A run that waits in line gives its lease back: it is sent again when the one before it is done. */
const mayBegin = async (ports: WorkerPorts, held: HeldLease, events: EventWriter): Promise<boolean> => {
  const run = await ports.runs.read(held.lease.runId);
  if (!run.ok) return false;
  if (held.cancelled.aborted && run.value.status !== 'MERGING') {
    await cancelRun(ports, held, events);
    return false;
  }
  if (run.value.status === 'APPROVED') {
    const waits = await ports.runs.takeTurn(held.lease, ports.clock.now());
    if (!waits.ok && waits.failure.code === 'cancelled') await cancelRun(ports, held, events);
    return waits.ok && waits.value.length === 0;
  }
  if (run.value.status === 'LANDING') return true;
  // A worker died with the push under way. What it checked is stored, and whether it landed is asked first.
  return (await ports.runs.commit(held.lease, { transition: 'landing_restarted', at: ports.clock.now() })).ok;
};

const land = async (work: LandingUnderWay, stopping: AbortSignal): Promise<void> => {
  const { ports, held, events } = work;
  const { runId } = held.lease;
  const [run, stored] = [await ports.runs.read(runId), await ports.runs.readArtifact(runId)];
  if (!run.ok || !stored.ok) return;
  const { artifact, risks } = stored.value;
  const around = await readSurroundings(ports.runs, run.value, ports.clock.now());
  // What is not permitted as it is stored is not worth a check.
  const decision = risks && decide(decisionInput(run.value, stored.value, risks, around, ports.clock.now()));
  const allowed = mayMerge({ decision, artifact });
  if (!risks || !allowed.ok)
    return refuseLanding(work, allowed.ok ? failure('internal', 'The artifact has no findings.') : allowed.failure);
  const standing = { run: run.value, stored: { ...stored.value, risks }, around } as const;

  const baseBranch = run.value.contract.environment.baseBranch;
  events.push({ kind: 'phase', phase: 'merge', state: 'started', text: `Landing on ${baseBranch} of ${run.value.repository.name}` });
  await events.flush();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const prepared = await ports.repositories.prepareMerge(mergeInput(standing));
    if (!prepared.ok) return sendBackOrRefuse(work, standing.run, prepared.failure);
    if (prepared.value.state === 'merged') return finishLanding(work, standing.run, 'merge_seen', prepared.value.sha);
    const checked = await checkLanding(ports, held, standing, prepared.value, events, stopping);
    if (!checked.ok) return refuseLanding(work, checked.failure);
    if (checked.value === 'called_off') return held.cancelled.aborted ? cancelRun(ports, held, events) : undefined;
    const { landing, refusal } = checked.value;
    if (refusal) return sendBackOrRefuse(work, standing.run, refusal, landing);
    if ((await pushLanding(work, standing.run, prepared.value, landing)) === 'went_on') return;
    events.push({ kind: 'phase', phase: 'merge', state: 'note', text: `${baseBranch} moved in between: starting from where it is now` });
  }
  const text = `The branch ${baseBranch} moved ${ATTEMPTS} times while the change was being checked on it. Nothing landed.`;
  return refuseLanding(work, failure('merge_base_moved', text));
};

const mergeInput = ({ run, stored: { artifact }, around: { policy, people, reviews } }: Standing): MergeInput => {
  const counting = reviews.filter((review) => review.artifactDigest === artifact.digest);
  const approvers = counting
    .filter((review) => review.verdict === 'approve')
    .map((review) => people.find((person) => person.id === review.reviewerId))
    .filter((person) => person !== undefined);
  return {
    repositoryId: run.repository.id,
    source: { url: run.repository.url },
    branch: run.contract.environment.baseBranch,
    baseSha: artifact.change.baseSha,
    headSha: artifact.change.headSha,
    method: run.repository.mergeMethod,
    runId: run.id,
    message: mergeMessage({
      contract: run.contract,
      artifact,
      taskId: run.taskId,
      runId: run.id,
      approvers,
      policy: policyRef(policy),
      ...(run.reverts ? { reverts: run.reverts.sha } : {}),
    }),
    author: run.reverts ? COMMITTER : { name: `${run.agent.name} (agent)`, email: 'agent@countersign.invalid' },
    committer: COMMITTER,
    committedAt: Math.floor(Math.max(run.createdAt, ...counting.map((review) => review.at)) / 1000),
  };
};
