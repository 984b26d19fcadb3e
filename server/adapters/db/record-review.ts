import type { AuditAct } from '../../domain/audit/act.ts';
import { nextStatus } from '../../domain/run/machine.ts';
import type { RunStatus } from '../../domain/run/status.ts';
import { canonicalJson } from '../../domain/shared/digest.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import type { Database, Transaction } from './connect.ts';
import { createFollowUp } from './create-follow-up.ts';
import { decisionAct } from './decision-act.ts';
import { type LockedRun, lockRun, moveRun } from './move-run.ts';
import { newId } from './new-id.ts';
import { touchReviewItem } from './review-items.ts';
import { sendJob } from './send-job.ts';
import { storableJson, storableText } from './storable.ts';
import { storeDecision } from './store-decision.ts';

type Input = Parameters<WebStore['recordReview']>[0];
type Recorded = Result<{ readonly status: RunStatus; readonly followUpRunId: string | null }>;

/** An approval that comes when the run is here only joins the one that moved it. */
const ALREADY_APPROVED: readonly RunStatus[] = ['APPROVED', 'LANDING', 'MERGING', 'MERGE_OUTCOME_UNKNOWN', 'MERGED', 'ACCEPTED'];
const REVIEWABLE: readonly RunStatus[] = ['IN_REVIEW', 'MERGE_REFUSED'];

/** One transaction under the run's row lock, so that reviewers who decide at once do it one after the other. */
export async function recordReview(db: Database, input: Input): Promise<Recorded> {
  return await db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, input.review.runId);
    if (!run) return fail(failure('not_found', `There is no run ${input.review.runId}.`));
    if (run.artifactDigest !== input.review.artifactDigest)
      return fail(failure('stale_page', 'The artifact has changed since this page was loaded. Nothing was recorded.'));
    const repeated = await findRepeated(tx, run, input);
    if (repeated) return repeated;
    if (input.review.verdict === 'approve' && ALREADY_APPROVED.includes(run.status)) {
      await insertReview(tx, run, input, null);
      await appendAudit(tx, { byId: input.reviewerId, at: input.now, acts: [reviewAct(run, input, null)] });
      return ok({ status: run.status, followUpRunId: null });
    }
    if (await isOvertaken(tx, run, input))
      return fail(failure('stale_page', 'Somebody else has reviewed this at the same moment. Nothing was recorded.'));
    const to = input.transition === null ? run.status : nextStatus(run.status, input.transition);
    if (to === null || !REVIEWABLE.includes(run.status))
      return fail(failure('illegal_move', `The run is ${run.status} by now. Nothing was recorded.`));

    await insertReview(tx, run, input, input.transition === null ? null : to);
    await storeDecision(tx, run.id, input.review.artifactDigest, input.decision, new Date(input.now));
    if (input.transition !== null) await moveRun(tx, run, to, input.now, false);
    const followUpRunId = input.followUp ? await createFollowUp(db, tx, run, input.followUp.prompt, input.now) : null;
    if (input.job) await sendJob(db, tx, input.job, run.id);
    const said = reviewAct(run, input, input.transition === null ? null : to);
    const decided = decisionAct(run.id, input.review.artifactDigest, input.decision);
    await appendAudit(tx, { byId: input.reviewerId, at: input.now, acts: [said] }, { byId: null, at: input.now, acts: [decided] });
    return ok({ status: to, followUpRunId });
  });
}

const reviewAct = (run: LockedRun, { review }: Input, movedTo: RunStatus | null): AuditAct => ({
  action: 'review_recorded',
  subject: { kind: 'run', id: run.id },
  detail: {
    verdict: review.verdict,
    reason: review.reason,
    comments: review.comments.length,
    artifactDigest: review.artifactDigest,
    movedTo,
  },
});
/** Has somebody spoken since the decision was computed? Asked under the run's row lock. */
export async function isOvertaken(
  tx: Transaction,
  run: LockedRun,
  { seenReviews, seenReleases }: { readonly seenReviews?: number; readonly seenReleases?: number },
): Promise<boolean> {
  if (seenReviews !== undefined && seenReviews !== (await tx.review.count({ where: { taskId: run.taskId } }))) return true;
  if (seenReleases === undefined) return false;
  return seenReleases !== (await tx.release.count({ where: { runId: run.id, artifactDigest: run.artifactDigest ?? '' } }));
}

/** A double click: the newest review that this person wrote of this artifact says the same, whoever spoke in between. */
async function findRepeated(tx: Transaction, run: LockedRun, input: Input): Promise<Recorded | null> {
  const newest = await tx.review.findFirst({ where: { runId: run.id, reviewerId: input.reviewerId }, orderBy: { position: 'desc' } });
  const { verdict, reason, comments, artifactDigest } = input.review;
  if (newest === null || newest.artifactDigest !== artifactDigest || newest.verdict !== verdict || newest.reason !== storableText(reason))
    return null;
  if (canonicalJson(newest.comments) !== canonicalJson(storableJson(comments))) return null;
  if (canonicalJson(newest.given) !== canonicalJson(givenOf(input.review))) return null;
  // A refused merge is back with its reviewers: saying the same again there is meant.
  if (run.status === 'MERGE_REFUSED') return null;
  const followUp = await tx.run.findFirst({ where: { previousRunId: run.id }, select: { id: true } });
  return ok({ status: run.status, followUpRunId: followUp?.id ?? null });
}

const givenOf = ({ viewed, reauthenticated, checklist, acks }: Input['review']) =>
  storableJson({ viewed, reauthenticated, checklist, acks });

const SAID = { approve: 'approved', request_changes: 'requested changes', reject: 'rejected' } as const;

/** The review, and a line in the log of the run. */
async function insertReview(tx: Transaction, run: LockedRun, input: Input, movedTo: RunStatus | null): Promise<void> {
  const { verdict, reason, comments, artifactDigest } = input.review;
  await tx.review.create({
    data: {
      id: newId('review'),
      runId: run.id,
      taskId: run.taskId,
      artifactDigest,
      reviewerId: input.reviewerId,
      verdict,
      reason: storableText(reason),
      comments: storableJson(comments),
      given: givenOf(input.review),
      at: new Date(input.now),
      movedTo,
    },
  });
  await touchReviewItem(tx, run.id, input.reviewerId, verdict === 'approve');
  const by = await tx.user.findUniqueOrThrow({ where: { id: input.reviewerId }, select: { name: true } });
  const text = `${by.name} ${SAID[verdict]}${comments.length > 0 ? ` with ${comments.length} comment(s)` : ''}${reason === '' ? '' : `: ${reason.slice(0, 500)}`}`;
  const body = { kind: 'phase', phase: 'review', state: movedTo === null ? 'note' : 'finished', text } as const;
  await appendEvents(tx, { runId: run.id, leaseToken: null, batchId: null, events: [{ at: input.now, body }] });
}
