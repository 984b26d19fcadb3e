import type { ReadModel } from '../../ports/read-model.ts';
import type { Database } from './connect.ts';
import { readFreezes } from './freezes.ts';
import { auditEntries } from './read/audit-entries.ts';
import { catalogue } from './read/catalogue.ts';
import { findInPatches } from './read/find-in-patches.ts';
import { readCounts, readInbox } from './read/inbox.ts';
import { readFirstWithoutFindings, readReviewQueue, readReviewQueuePage } from './read/review-queue.ts';
import { readReviewRoom, readReviewRoomState } from './read/review-room.ts';
import { reviewSettings } from './read/review-settings.ts';
import { readReviewedArtifacts } from './read/reviewed-artifacts.ts';
import { readRun } from './read/run-view.ts';
import { secondLook } from './read/second-look.ts';
import { readTask, readTasks } from './read/task-rows.ts';
import { patchOf } from './rows.ts';
import { listWaivers } from './waivers.ts';

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
    reviewRoomState: (runId, viewer, filter) => readReviewRoomState(db, runId, viewer, filter, Date.now()),
    withoutFindings: (viewer, now, limit) => readFirstWithoutFindings(db, viewer, now, limit),
    reviewedArtifacts: (personId, since) => readReviewedArtifacts(db, personId, since),
    ...reviewSettings(db),
    async patch(runId, sinceRunId, position) {
      const row =
        sinceRunId === null
          ? await prisma.artifactFile.findUnique({ where: { runId_position: { runId, position } } })
          : await prisma.interdiffFile.findUnique({ where: { runId_sinceRunId_position: { runId, sinceRunId, position } } });
      return row && patchOf(row);
    },
    findInPatches: (runId, sinceRunId, text, limit) => findInPatches(db, { runId, sinceRunId, text, limit }),
    async checkOutput(runId, name, subject) {
      return (await prisma.receipt.findFirst({ where: { runId, name, subject }, select: { output: true } }))?.output ?? null;
    },
    ...secondLook(db),
    freezes: (now) => readFreezes(db, now),
    waivers: (now) => listWaivers(db, now),
    ...catalogue(db),
    ...auditEntries(db),
  };
}
