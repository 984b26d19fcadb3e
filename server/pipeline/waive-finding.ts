import { decide } from '../domain/policy/decide.ts';
import { landingTransition } from '../domain/review/standing.ts';
import { mayWaive, type StoredWaiver, type WaiverInput, waiverEnd } from '../domain/review/waiver.ts';
import type { RunStatus } from '../domain/run/status.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { WebStore } from '../ports/web-store.ts';
import { decisionInput, readJudged, readSurroundings } from './decision-input.ts';

type Ports = { readonly store: Pick<WebStore, 'recordWaiver'>; readonly runs: RunStore };

/**
 * Somebody says that a finding is no problem in its repository, for at most 90 days. It counts in every decision there, of this artifact
 * at once. What blocks is released for one artifact, and cannot be waived away.
 */
export const waiveFinding = async (
  { store, runs }: Ports,
  { waiver, by, now }: { readonly waiver: WaiverInput; readonly by: Person; readonly now: number },
): Promise<Result<{ readonly status: RunStatus }>> => {
  const judged = await readJudged(runs, waiver);
  if (!judged.ok) return judged;
  const { run, stored, risks } = judged.value;
  const { artifact, releases } = stored;
  const finding = risks.findings.find(({ fingerprint }) => fingerprint === waiver.fingerprint);
  if (!finding) return fail(failure('not_found', 'This artifact has no such finding.'));
  const allowed = mayWaive(finding, by, run.requester.id);
  if (!allowed.ok) return allowed;

  const around = await readSurroundings(runs, run, now);
  const input = decisionInput(run, stored, risks, around, now);
  const expiresAt = waiverEnd(now, waiver.days);
  const mine: StoredWaiver = { fingerprint: waiver.fingerprint, byId: by.id, reason: waiver.reason, expiresAt };
  const [before, decision] = [decide(input), decide({ ...input, waivers: [...around.waivers, mine] })];
  const lifted = before.trace.find(({ rule, effect, applies }) => effect === 'block' && applies && !blocks(decision, rule));
  if (lifted)
    return fail(failure('not_allowed', `${lifted.rule} blocks because of ${finding.id}. Release that rule for this artifact instead.`));
  const transition = landingTransition(artifact, decision);
  return store.recordWaiver({
    waiver,
    finding,
    byId: by.id,
    now,
    expiresAt,
    decision,
    transition,
    job: transition === 'approved' ? 'run.merge' : null,
    seenReviews: around.reviews.length,
    seenReleases: releases.length,
  });
};

const blocks = ({ trace }: ReturnType<typeof decide>, name: string): boolean => trace.some(({ rule, applies }) => rule === name && applies);
