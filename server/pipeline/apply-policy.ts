import { decide } from '../domain/policy/decide.ts';
import { type Decision, policyName } from '../domain/policy/decision.ts';
import { redecideTransition } from '../domain/review/standing.ts';
import { decisionInput, readSurroundings } from './decision-input.ts';
import type { WorkerPorts } from './worker-ports.ts';

type Ports = Pick<WorkerPorts, 'runs' | 'clock' | 'log'>;

/**
 * What waits is decided again under the policy that took effect, or because a cooldown or a waiver ended: an approval stays where it is enough for it, and the log of the run says
 * so. One short transaction for each run, so it may end anywhere; what is left is found again by what its decision names.
 */
export const applyPolicy = async (ports: Ports, stopping: AbortSignal): Promise<void> => {
  for (const runId of await ports.runs.toDecideAgain(ports.clock.now())) {
    if (stopping.aborted) return;
    await redecide(ports, runId);
  }
};

const redecide = async ({ runs, clock, log }: Ports, runId: string) => {
  const [run, stored] = [await runs.read(runId), await runs.readArtifact(runId)];
  if (!run.ok || !stored.ok || !stored.value.risks) return;
  const now = clock.now();
  const { status } = run.value;
  const { artifact, risks, releases } = stored.value;
  const around = await readSurroundings(runs, run.value, now);
  const decision = decide(decisionInput(run.value, stored.value, risks, around, now));
  const transition = redecideTransition(artifact, status, decision);
  const recorded = await runs.recordRedecision({
    runId,
    artifactDigest: artifact.digest,
    now,
    seenStatus: status,
    seenReviews: around.reviews.length,
    seenReleases: releases.length,
    decision,
    transition,
    job: transition === 'approved' ? 'run.merge' : null,
    text: sayAgain(decision, stored.value.decision),
  });
  // Somebody was quicker: whoever moved it asked the policy too, or it is found here again.
  if (!recorded.ok) log.info({ runId, code: recorded.failure.code }, 'not decided again: it has moved on');
};

const sayAgain = ({ policy, disposition }: Decision, before: Decision | null): string => {
  const changed = before !== null && before.policy.digest !== policy.digest;
  if (changed)
    return `The policy is ${policyName(policy)} now and says ${disposition} (it was ${policyName(before.policy)}, which said ${before.disposition})`;
  return `Asked again, ${policyName(policy)} says ${disposition}${before === null ? '' : ` (it was ${before.disposition})`}`;
};
