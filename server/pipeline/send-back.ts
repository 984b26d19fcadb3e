import { taskPrompt } from '../domain/contract/prompt.ts';
import type { Landing } from '../domain/merge/landing.ts';
import { CONFLICT_ROUNDS, conflictForAgent } from '../domain/merge/send-back.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { RunRecord } from '../ports/run-store.ts';
import { type LandingUnderWay, refuseLanding } from './end-landing.ts';

/** What does not fit the base any more goes back to the agent as the next run, if the contract lets it; everything else is refused. */
export const sendBackOrRefuse = async (
  work: LandingUnderWay,
  run: RunRecord,
  refusal: Failure,
  landing: Landing | null = null,
): Promise<void> => {
  const { ports, held, events } = work;
  // A revert is made anew by whoever asks for changes to it: no agent knows it.
  const conflict = run.reverts ? null : conflictForAgent(run.contract, refusal, run.conflictRounds);
  if (!conflict) return refuseLanding(work, refusal, landing);
  events.push({ kind: 'failure', code: refusal.code, text: refusal.message });
  const text = `Sent back to the agent to make it fit, round ${run.conflictRounds + 1} of ${CONFLICT_ROUNDS}; what comes back is reviewed again`;
  events.push({ kind: 'phase', phase: 'merge', state: 'note', text });
  await events.flush();
  await ports.runs.commit(held.lease, {
    transition: 'sent_back',
    at: ports.clock.now(),
    stored: landing === null ? { kind: 'failure', failure: refusal } : { kind: 'landing', landing, refusal },
    nextRun: { prompt: taskPrompt(run.contract, { branch: run.branch, conflict }) },
  });
};
