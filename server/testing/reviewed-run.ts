import type { WebProcess } from '../composition/web.ts';
import { decide } from '../domain/policy/decide.ts';
import type { Disposition } from '../domain/policy/decision.ts';
import { analyzeRisks } from '../domain/risk/analyze.ts';
import type { Person } from '../domain/shared/role.ts';
import { type Api, file } from './api-setting.ts';
import { aCheck, aContract, anArtifact } from './filed-task.ts';

/** Takes a filed run to IN_REVIEW as a worker would, with real findings and a real decision; to APPROVED where policy lets it land by itself. */
export const bringToReview = async (
  { runs }: Pick<WebProcess, 'runs'>,
  api: Api,
  requester: Person,
  title: string,
  /** The one file that it changes; without, what `anArtifact` changes. */
  path?: string,
): Promise<{ readonly runId: string; readonly taskId: string; readonly digest: string; readonly disposition: Disposition }> => {
  const { runId, taskId } = await file(api, aContract(title));
  const now = Date.now();
  const lease = await runs.claim({ runId, statuses: ['QUEUED'], worker: 'w', now, leaseMs: 60_000 });
  if (!lease) throw new Error('the run could not be claimed');
  const run = await runs.read(runId);
  if (!run.ok) throw new Error(run.failure.message);
  const contract = aContract(title);
  const whole = anArtifact(runId);
  const artifact =
    path === undefined
      ? whole
      : { ...whole, change: { ...whole.change, files: whole.change.files.slice(0, 1).map((one) => ({ ...one, path })) } };
  const patches = [{ path: 'src/checkout.js', patch: '@@ -1 +1,3 @@\n-a\n+b\n+c\n+d\n', omitted: null }];
  const checks = [aCheck()];
  const risks = analyzeRisks({ contract, artifact, patches, checks });
  const decision = decide({
    policy: await runs.activePolicy(run.value.repository.id),
    contract,
    artifact,
    checks,
    risks,
    reviews: [],
    people: await runs.people(),
    requester,
    releases: [],
    committerIds: [],
    freeze: null,
    waivers: await runs.waivers(run.value.repository.id, now),
    arrivedAt: now,
    now,
  });
  for (const move of [
    { transition: 'claimed' },
    { transition: 'agent_started' },
    { transition: 'agent_ended' },
    { transition: 'collected', stored: { kind: 'artifact', artifact, patches } },
    { transition: 'verified', stored: { kind: 'checks', checks } },
    { transition: decision.disposition === 'AUTO_MERGE' ? 'granted' : 'held_for_review', stored: { kind: 'judgement', risks, decision } },
  ] as const) {
    const moved = await runs.commit(lease, { ...move, at: now });
    if (!moved.ok) throw new Error(`${move.transition}: ${moved.failure.message}`);
  }
  await runs.release(lease);
  return { runId, taskId, digest: artifact.digest, disposition: decision.disposition };
};

/** Takes an approved run into its base branch as a worker would. */
export const landReviewed = async ({ runs }: Pick<WebProcess, 'runs'>, runId: string, sha = 'f'.repeat(40)): Promise<void> => {
  const lease = await runs.claim({ runId, statuses: ['APPROVED'], worker: 'w', now: Date.now(), leaseMs: 60_000 });
  const turn = lease && (await runs.takeTurn(lease, Date.now()));
  if (!lease || !turn?.ok || turn.value.length > 0) throw new Error('it is not the turn of the run to land');
  for (const move of [
    { transition: 'merge_started' },
    { transition: 'merged', stored: { kind: 'merge', sha, method: 'squash' } },
  ] as const) {
    const moved = await runs.commit(lease, { ...move, at: Date.now() });
    if (!moved.ok) throw new Error(`${move.transition}: ${moved.failure.message}`);
  }
};
