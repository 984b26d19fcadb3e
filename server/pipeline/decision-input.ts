import type { DecideInput } from '../domain/policy/decide.ts';
import type { RiskReport } from '../domain/risk/finding.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { RunRecord, RunStore, StoredArtifact } from '../ports/run-store.ts';

/** What changes around an artifact while it waits. */
export type Surroundings = Pick<DecideInput, 'policy' | 'people' | 'reviews' | 'freeze' | 'waivers'>;

type Runs = Pick<RunStore, 'activePolicy' | 'people' | 'readReviews' | 'freeze' | 'waivers'>;

export const readSurroundings = async (runs: Runs, { taskId, repository }: RunRecord, now: number): Promise<Surroundings> => {
  const [policy, people, reviews, freeze, waivers] = await Promise.all([
    runs.activePolicy(repository.id),
    runs.people(),
    runs.readReviews(taskId),
    runs.freeze(repository.id, now),
    runs.waivers(repository.id, now),
  ]);
  return { policy, people, reviews, freeze, waivers };
};

type Judged = { readonly run: RunRecord; readonly stored: StoredArtifact; readonly risks: RiskReport };

/** The artifact that somebody looks at, when it is still the run's and has been judged. */
export const readJudged = async (
  runs: Pick<RunStore, 'read' | 'readArtifact'>,
  { runId, artifactDigest }: { readonly runId: string; readonly artifactDigest: string },
): Promise<Result<Judged>> => {
  const run = await runs.read(runId);
  if (!run.ok) return run;
  const stored = await runs.readArtifact(runId);
  if (!stored.ok) return stored;
  const { artifact, risks } = stored.value;
  if (artifact.digest !== artifactDigest)
    return fail(failure('stale_page', 'There is a newer artifact than the one you looked at. Nothing was recorded.'));
  if (!risks) return fail(failure('illegal_move', 'This artifact has not been judged yet. Nothing was recorded.'));
  return ok({ run: run.value, stored: stored.value, risks });
};

/** Everything that a decision about a stored artifact is made from; a caller puts what it is about to record over it. */
export const decisionInput = (
  { contract, requester }: RunRecord,
  { artifact, checks, releases, committerIds, arrivedAt }: StoredArtifact,
  risks: RiskReport,
  around: Surroundings,
  now: number,
): DecideInput => ({ ...around, contract, requester, artifact, checks, risks, releases, committerIds, arrivedAt, now });
