import { decide } from '../domain/policy/decide.ts';
import { effectivePolicy } from '../domain/policy/effective-policy.ts';
import { whyNotHarmless } from '../domain/review/proven-harmless.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { RunRecord, RunStore, StoredArtifact } from '../ports/run-store.ts';
import { decisionInput, readSurroundings } from './decision-input.ts';

export type Harmless = { readonly run: RunRecord; readonly stored: StoredArtifact };

/** An artifact in review that is proven harmless by everything that is known of it now; a failure says what keeps it from being that. */
export const readHarmless = async (runs: RunStore, runId: string, now: number): Promise<Result<Harmless>> => {
  const run = await runs.read(runId);
  if (!run.ok) return run;
  const stored = await runs.readArtifact(runId);
  if (!stored.ok) return stored;
  if (run.value.status !== 'IN_REVIEW') return fail(failure('illegal_move', 'It is no longer in review.'));
  const { artifact, patches, risks } = stored.value;
  const around = await readSurroundings(runs, run.value, now);
  const { policy: inForce } = effectivePolicy(around.policy);
  if (!inForce.ok || !risks) return fail(failure('illegal_move', 'It has not been judged by a policy that can be read.'));
  const decision = decide(decisionInput(run.value, stored.value, risks, around, now));
  const why = whyNotHarmless({ policy: inForce.value, artifact, patches, risks, decision });
  return why === null ? ok({ run: run.value, stored: stored.value }) : fail(failure('not_allowed', `It is read on its own page: ${why}.`));
};
