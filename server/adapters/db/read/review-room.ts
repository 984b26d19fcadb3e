import { type Decision, isMoreAsked } from '../../../domain/policy/decision.ts';
import type { LandedVerdict } from '../../../domain/review/landed-review.ts';
import type { QueueFilter } from '../../../domain/review/queue-filter.ts';
import type { Person } from '../../../domain/shared/role.ts';
import type { LandedReviewView, LandingView, ReviewRoom } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import type * as Row from '../generated/client.ts';
import { artifactOf, checkOf, decisionOf, reviewOf, risksOf } from '../rows.ts';
import { readOwner } from './queue-items.ts';
import { readNextOfMine } from './review-queue.ts';
import { mayDecide } from './review-turn.ts';
import { readRun } from './run-view.ts';
import { readEarlier } from './second-look.ts';

export async function readReviewRoom(
  db: Database,
  runId: string,
  viewer: Person,
  filter: QueueFilter,
  now: number,
): Promise<ReviewRoom | null> {
  const state = await readReviewRoomState(db, runId, viewer, filter, now);
  if (!state) return null;
  const row = await db.prisma.artifact.findUnique({
    where: { runId },
    include: {
      receipts: { orderBy: { position: 'asc' } },
      findings: { orderBy: { position: 'asc' } },
      riskReport: true,
      releases: { select: { userId: true } },
      looks: { where: { personId: viewer.id }, select: { openMs: true } },
      run: {
        select: {
          taskId: true,
          previousRunId: true,
          // Without the facts: they are as long as the change, once for each decision.
          decisions: { orderBy: { position: 'desc' }, select: { at: true, tree: true } },
          landings: { orderBy: { position: 'asc' }, include: { receipts: { orderBy: { position: 'asc' } } } },
        },
      },
    },
  });
  const run = row && (await readRun(db, runId, now));
  if (!run) return null;
  const reviews = await db.prisma.review.findMany({
    where: { taskId: row.run.taskId },
    orderBy: { position: 'asc' },
    include: { reviewer: { select: { name: true } } },
  });
  const counting = reviews.filter((review) => review.artifactDigest === row.digest && review.runId === runId);
  return {
    run,
    artifact: artifactOf(row),
    checks: row.receipts.map(checkOf),
    risks: risksOf(row),
    landings: row.run.landings.map(landingOf),
    decisions: row.run.decisions.map((decision) => ({ at: decision.at.getTime(), decision: decisionOf(decision) })),
    reviews: reviews.map((review) => ({ ...reviewOf(review), runId: review.runId, counts: counting.includes(review) })),
    mayDecide: mayDecide(viewer, {
      status: run.status,
      requesterId: run.requester.id,
      approvedBy: counting.filter(({ verdict }) => verdict === 'approve').map(({ reviewerId }) => reviewerId),
      isMoreAsked: row.run.decisions.slice(0, 1).some((decision) => isMoreAsked(decisionOf(decision).asks)),
      isReadAfterwards: state.landedReview !== null && state.landedReview.closed === null,
      releasedBy: row.releases.map(({ userId }) => userId),
    }),
    ...state,
    previousRunId: row.run.previousRunId,
    ...(await readEarlier(db, runId, row.run.taskId, viewer.id)),
    openMs: row.looks[0]?.openMs ?? 0,
  };
}

/** Cheap enough to be asked every few seconds, whatever the size of the artifact. */
export async function readReviewRoomState(
  db: Database,
  runId: string,
  viewer: Person,
  filter: QueueFilter,
  now: number,
): Promise<Pick<ReviewRoom, 'version' | 'nextInQueue' | 'owner' | 'landedReview'> | null> {
  const run = await db.prisma.run.findUnique({
    where: { id: runId },
    select: {
      status: true,
      statusAt: true,
      artifactDigest: true,
      landedReview: { include: { closedBy: { select: { name: true } } } },
      _count: { select: { decisions: true } },
      task: { select: { _count: { select: { reviews: true, runs: true } } } },
    },
  });
  if (!run) return null;
  const { reviews, runs } = run.task._count;
  const owner = await readOwner(db, runId, now);
  const landedReview = run.landedReview && landedReviewOf(run.landedReview);
  const had = [owner?.id, owner?.isAssigned, owner?.readingSince];
  const version = [
    run.status,
    run.statusAt.getTime(),
    run.artifactDigest,
    run._count.decisions,
    reviews,
    runs,
    ...had,
    landedReview?.closed?.at,
  ].join(' ');
  return { version, owner, landedReview, nextInQueue: await readNextOfMine(db, runId, viewer, filter, now) };
}

const landedReviewOf = ({
  cause,
  at,
  verdict,
  reason,
  closedBy,
  closedAt,
}: Row.LandedReview & { readonly closedBy: { readonly name: string } | null }): LandedReviewView => ({
  cause: cause as LandedReviewView['cause'],
  at: at.getTime(),
  closed: verdict && closedAt ? { verdict: verdict as LandedVerdict, reason, by: closedBy?.name ?? '', at: closedAt.getTime() } : null,
});

/** The whole output is in the run's log. */
const OUTPUT_CHARACTERS = 4_000;

const landingOf = ({ receipts, ...row }: Row.Landing & { readonly receipts: readonly Row.LandingReceipt[] }): LandingView => ({
  id: row.id,
  at: row.at.getTime(),
  ontoSha: row.ontoSha,
  commitSha: row.commitSha,
  treeId: row.treeId,
  permitted: row.permitted,
  disposition: row.disposition as Decision['disposition'],
  checks: receipts.map((receipt) => ({ ...checkOf(receipt), output: receipt.output.slice(-OUTPUT_CHARACTERS) })),
});
