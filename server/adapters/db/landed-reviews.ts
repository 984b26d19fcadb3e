import type { AuditAct } from '../../domain/audit/act.ts';
import type { Disposition } from '../../domain/policy/decision.ts';
import { causeAfterLanding, samplePercentOf } from '../../domain/review/cause-after-landing.ts';
import type { LandedCause } from '../../domain/review/landed-review.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { ReviewDesk } from '../../ports/review-desk.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import type { Database, Transaction } from './connect.ts';
import { type LockedRun, lockRun } from './move-run.ts';
import { inForceIn } from './policies/put-in-force.ts';
import { mayDecide } from './read/review-turn.ts';
import { readParties, takeOffDesk } from './review-items.ts';
import { storableText } from './storable.ts';

type Merge = { readonly sha: string; readonly method: string };

/**
 * Writes that a run has landed and, in the same transaction, who reads it afterwards; every way of landing goes through here, so that a worker that dies
 * between its push and this loses neither: whoever finds the commit on the branch writes both. Comes before the move of the run.
 */
export async function recordLanded(tx: Transaction, run: LockedRun, { sha, method }: Merge, at: number): Promise<readonly AuditAct[]> {
  const { artifactDigest } = run;
  if (artifactDigest === null) throw new Error(`run ${run.id} has no artifact that could have landed`);
  await tx.merge.create({ data: { runId: run.id, artifactDigest, sha, method, at: new Date(at) } });
  const cause = await causeOf(tx, run.id, artifactDigest);
  if (cause === null) return [];
  await tx.landedReview.create({ data: { runId: run.id, artifactDigest, cause, at: new Date(at) } });
  return [{ action: 'landed_review_opened', subject: { kind: 'run', id: run.id }, detail: { cause, artifactDigest } }];
}

async function causeOf(tx: Transaction, runId: string, artifactDigest: string): Promise<LandedCause | null> {
  const [releases, decision, inForce, installation] = [
    await tx.release.count({ where: { runId } }),
    await tx.decision.findFirst({ where: { runId }, orderBy: { position: 'desc' }, select: { disposition: true } }),
    await inForceIn(tx, null),
    await tx.installation.findFirst({ select: { id: true } }),
  ];
  return causeAfterLanding({
    draw: { installationId: installation?.id ?? '', runId, artifactDigest },
    disposition: decision ? (decision.disposition as Disposition) : null,
    releases,
    samplePercent: samplePercentOf(inForce?.policy.yaml ?? ''),
  });
}

const SAID = { agree: 'agreed afterwards', disagree: 'disagreed afterwards' } as const;

/** One word of one person closes it, under the run's row lock: of two at once the second one is told. */
export async function closeLandedReview(
  { prisma }: Database,
  { runId, artifactDigest, verdict, reason, by, now }: Parameters<ReviewDesk['closeLandedReview']>[0],
): ReturnType<ReviewDesk['closeLandedReview']> {
  return await prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    const review = run && (await tx.landedReview.findUnique({ where: { runId }, include: { closedBy: { select: { name: true } } } }));
    if (!review) return fail(failure('not_found', 'Nobody is asked to read this change after its landing.'));
    if (review.artifactDigest !== artifactDigest)
      return fail(failure('stale_page', 'This is not the artifact that landed. Nothing was recorded.'));
    if (review.closedById === by.id && review.verdict === verdict && review.reason === storableText(reason)) return ok(undefined);
    if (review.verdict !== null)
      return fail(failure('illegal_move', `${review.closedBy?.name ?? 'Somebody'} has read it meanwhile. Nothing was recorded.`));
    const may = mayDecide(by, { status: run.status, isMoreAsked: false, isReadAfterwards: true, ...(await readParties(tx, runId)) });
    if (!may.allowed) return fail(failure('not_allowed', may.why));
    await tx.landedReview.update({
      where: { runId },
      data: { verdict, reason: storableText(reason), closedById: by.id, closedAt: new Date(now) },
    });
    await takeOffDesk(tx, runId);
    const text = `${by.name} ${SAID[verdict]}${reason === '' ? '' : `: ${reason.slice(0, 500)}`}`;
    const body = { kind: 'phase', phase: 'review', state: 'note', text } as const;
    await appendEvents(tx, { runId, leaseToken: null, batchId: null, events: [{ at: now, body }] });
    const detail = { cause: review.cause, verdict, reason, artifactDigest };
    await appendAudit(tx, {
      byId: by.id,
      at: now,
      acts: [{ action: 'landed_review_closed', subject: { kind: 'run', id: runId }, detail }],
    });
    return ok(undefined);
  });
}
