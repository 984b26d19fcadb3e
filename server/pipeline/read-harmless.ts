import { decide } from '../domain/policy/decide.ts';
import { effectivePolicy } from '../domain/policy/effective-policy.ts';
import { whyNotHarmless } from '../domain/review/proven-harmless.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { RunRecord, RunStore, StoredArtifact } from '../ports/run-store.ts';

export type Harmless = { readonly run: RunRecord; readonly stored: StoredArtifact };

/** An artifact in review that is proven harmless by everything that is known of it now; a failure says what keeps it from being that. */
export const readHarmless = async (runs: RunStore, runId: string, now: number): Promise<Result<Harmless>> => {
  const run = await runs.read(runId);
  if (!run.ok) return run;
  const stored = await runs.readArtifact(runId);
  if (!stored.ok) return stored;
  if (run.value.status !== 'IN_REVIEW') return fail(failure('illegal_move', 'It is no longer in review.'));
  const { artifact, patches, checks, risks, releases, committerIds, arrivedAt } = stored.value;
  const [policy, reviews, people, freeze, waivers] = await Promise.all([
    runs.activePolicy(run.value.repository.id),
    runs.readReviews(run.value.taskId),
    runs.people(),
    runs.freeze(run.value.repository.id, now),
    runs.waivers(run.value.repository.id, now),
  ]);
  const { policy: inForce } = effectivePolicy(policy);
  if (!inForce.ok || !risks) return fail(failure('illegal_move', 'It has not been judged by a policy that can be read.'));
  const { contract, requester } = run.value;
  const decision = decide({
    policy,
    contract,
    artifact,
    checks,
    risks,
    reviews,
    people,
    requester,
    releases,
    committerIds,
    freeze,
    waivers,
    arrivedAt,
    now,
  });
  const why = whyNotHarmless({ policy: inForce.value, artifact, patches, risks, decision });
  return why === null ? ok({ run: run.value, stored: stored.value }) : fail(failure('not_allowed', `It is read on its own page: ${why}.`));
};
