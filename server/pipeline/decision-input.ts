import type { DecideInput } from '../domain/policy/decide.ts';
import type { RiskReport } from '../domain/risk/finding.ts';
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

/** Everything that a decision about a stored artifact is made from; a caller puts what it is about to record over it. */
export const decisionInput = (
  { contract, requester }: RunRecord,
  { artifact, checks, releases, committerIds, arrivedAt }: StoredArtifact,
  risks: RiskReport,
  around: Surroundings,
  now: number,
): DecideInput => ({ ...around, contract, requester, artifact, checks, risks, releases, committerIds, arrivedAt, now });
