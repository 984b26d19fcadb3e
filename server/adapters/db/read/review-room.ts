import type { QueueFilter } from '../../../domain/review/queue-filter.ts';
import type { Person } from '../../../domain/shared/role.ts';
import type { ReviewRoom } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import { artifactOf, checkOf, decisionOf, reviewOf, risksOf } from '../rows.ts';
import { readOwner } from './queue-items.ts';
import { readMine } from './review-queue.ts';
import { mayDecide } from './review-turn.ts';
import { readRun } from './run-view.ts';

export async function readReviewRoom(
  db: Database,
  runId: string,
  viewer: Person,
  filter: QueueFilter,
  now: number,
): Promise<ReviewRoom | null> {
  const row = await db.prisma.artifact.findUnique({
    where: { runId },
    include: {
      receipts: { orderBy: { position: 'asc' } },
      findings: { orderBy: { position: 'asc' } },
      riskReport: true,
      run: { select: { taskId: true, previousRunId: true, decisions: { orderBy: { position: 'desc' } } } },
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
    decisions: row.run.decisions.map((decision) => ({ at: decision.at.getTime(), decision: decisionOf(decision) })),
    reviews: reviews.map((review) => ({ ...reviewOf(review), runId: review.runId, counts: counting.includes(review) })),
    mayDecide: mayDecide(viewer, {
      status: run.status,
      requesterId: run.requester.id,
      approvedBy: counting.filter(({ verdict }) => verdict === 'approve').map(({ reviewerId }) => reviewerId),
      stillNeeds: [],
      failure: null,
    }),
    nextInQueue: await findNext(db, runId, viewer, filter, now),
    owner: await readOwner(db, runId, now),
    previousRunId: row.run.previousRunId,
  };
}

/** The one after this in the viewer's queue, or the first; what somebody else has is passed over. */
async function findNext(db: Database, runId: string, viewer: Person, filter: QueueFilter, now: number): Promise<string | null> {
  const mine = await readMine(db, viewer, filter, now);
  const here = mine.findIndex((item) => item.runId === runId);
  const isFree = ({ runId: id, owner }: (typeof mine)[number]) => id !== runId && (owner === null || owner.id === viewer.id);
  return (mine.slice(here + 1).find(isFree) ?? mine.find(isFree))?.runId ?? null;
}
