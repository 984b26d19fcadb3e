import type { ReadModel } from '../../ports/read-model.ts';
import type { Database } from './connect.ts';
import { auditEntries } from './read/audit-entries.ts';
import { catalogue } from './read/catalogue.ts';
import { readCounts, readInbox } from './read/inbox.ts';
import { readReviewQueue, readReviewQueuePage } from './read/review-queue.ts';
import { readReviewRoom } from './read/review-room.ts';
import { reviewSettings } from './read/review-settings.ts';
import { readRun } from './read/run-view.ts';
import { readTask, readTasks } from './read/task-rows.ts';
import { patchOf } from './rows.ts';
import { storableText } from './storable.ts';

export function prismaReadModel(db: Database): ReadModel {
  const { prisma } = db;
  return {
    inbox: (viewer, now) => readInbox(db, viewer, now),
    counts: (viewer) => readCounts(db, viewer, Date.now()),
    tasks: (filter) => readTasks(db, filter),
    task: (taskId) => readTask(db, taskId),
    run: (runId, now) => readRun(db, runId, now),
    reviewQueue: (viewer, filter, now) => readReviewQueue(db, viewer, filter, now),
    reviewQueuePage: (viewer, filter, section, cursor, now) => readReviewQueuePage(db, viewer, filter, section, cursor, now),
    reviewRoom: (runId, viewer, filter) => readReviewRoom(db, runId, viewer, filter, Date.now()),
    ...reviewSettings(db),
    async patch(runId, path) {
      const row = await prisma.artifactFile.findFirst({
        where: { runId, path: storableText(path) },
        select: { patch: true, omitted: true },
      });
      return row;
    },
    async patches(runId) {
      return (await prisma.artifactFile.findMany({ where: { runId }, orderBy: { position: 'asc' } })).map(patchOf);
    },
    async checkOutput(runId, name, subject) {
      return (await prisma.receipt.findFirst({ where: { runId, name, subject }, select: { output: true } }))?.output ?? null;
    },
    ...catalogue(db),
    ...auditEntries(db),
  };
}
