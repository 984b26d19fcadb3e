import { instantWords } from '../domain/merge/freeze.ts';
import type { Landing } from '../domain/merge/landing.ts';
import { policyName } from '../domain/policy/decision.ts';
import { policyRef } from '../domain/policy/effective-policy.ts';
import { failure } from '../domain/shared/failure.ts';
import type { RunRecord } from '../ports/run-store.ts';
import type { Ready } from './check-landing.ts';
import { finishLanding, type LandingUnderWay, loseLanding, refuseLanding } from './end-landing.ts';
import { cancelRun } from './end-run.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Checks may have taken long: what was decided about this tree must still be what holds. Put off, it starts again from there. */
const whyNotNow = async ({ runs, clock }: WorkerPorts, run: RunRecord, { decision }: Landing): Promise<string | null> => {
  const freeze = await runs.freeze(run.repository.id, clock.now());
  if (freeze) return `A freeze began meanwhile: nothing lands until ${instantWords(freeze.until)} (${freeze.reason})`;
  const policy = policyRef(await runs.activePolicy(run.repository.id));
  if (policy.digest === decision.policy.digest) return null;
  return `The policy changed meanwhile: ${policyName(policy)} is asked before anything lands`;
};

/** A connection that breaks this often is not a moment's trouble. */
const PUSHES = 3;

/** The one ref update. `moved`: somebody else was faster, the run is LANDING again and nothing landed; otherwise the run went on. */
export const pushLanding = async (work: LandingUnderWay, run: RunRecord, ready: Ready, landing: Landing): Promise<'moved' | 'went_on'> => {
  const { ports, held, events } = work;
  const branch = run.contract.environment.baseBranch;
  const inTheWay = await whyNotNow(ports, run, landing);
  if (inTheWay !== null) {
    events.push({ kind: 'phase', phase: 'merge', state: 'note', text: inTheWay });
    await events.flush();
    const stored = { kind: 'landing', landing, refusal: null } as const;
    await ports.runs.commit(held.lease, { transition: 'landing_put_off', at: ports.clock.now(), stored });
    return 'went_on';
  }
  await events.flush();
  const started = await ports.runs.commit(held.lease, {
    transition: 'merge_started',
    at: ports.clock.now(),
    stored: { kind: 'landing', landing, refusal: null },
  });
  if (!started.ok) {
    if (started.failure.code === 'cancelled') await cancelRun(ports, held, events);
    return 'went_on';
  }
  let said = '';
  for (let push = 1; push <= PUSHES; push += 1) {
    const pushed = await ports.repositories.pushMerge({
      repositoryId: run.repository.id,
      source: { url: run.repository.url },
      branch,
      onto: ready.onto,
      sha: ready.sha,
    });
    if (!pushed.ok) {
      await (pushed.failure.code === 'merge_outcome_unknown' ? loseLanding(work, pushed.failure) : refuseLanding(work, pushed.failure));
      return 'went_on';
    }
    if (pushed.value.outcome === 'not_arrived') {
      said = pushed.value.said;
      continue;
    }
    if (pushed.value.outcome === 'landed') {
      await finishLanding(work, run, 'merged', ready.sha);
      return 'went_on';
    }
    const restarted = await ports.runs.commit(held.lease, { transition: 'landing_restarted', at: ports.clock.now() });
    return restarted.ok ? 'moved' : 'went_on';
  }
  await refuseLanding(work, failure('merge_rejected_by_origin', `The push to ${branch} did not arrive: ${said}`));
  return 'went_on';
};
