import type { EventBody, RunEvent } from '../../domain/log/event.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { appendEvents } from './append-events.ts';
import type { Database } from './connect.ts';
import { isUniqueViolation } from './vendor-error.ts';

type EventRow = { readonly seq: number; readonly at: Date; readonly body: EventBody };

export function prismaEventLog(db: Database): EventLog {
  const { prisma } = db;

  /** The number of the last entry of a batch that is stored already; null when it is not. */
  const lastSeqOfBatch = async (runId: string, batchId: string, length: number): Promise<number | null> => {
    const first = await prisma.event.findUnique({ where: { runId_batchId: { runId, batchId } }, select: { seq: true } });
    return first ? first.seq + length - 1 : null;
  };

  return {
    async append(lease, batchId, events) {
      if (events.length === 0) {
        const run = await prisma.run.findFirst({ where: { id: lease.runId, leaseToken: lease.token }, select: { lastSeq: true } });
        return run ? ok({ lastSeq: run.lastSeq }) : fail(lost(lease.runId));
      }
      let lastSeq: number | null = null;
      try {
        lastSeq = await appendEvents(prisma, { runId: lease.runId, leaseToken: lease.token, batchId, events });
      } catch (error) {
        // The same batch twice at the same moment: the second meets the unique index.
        if (!isUniqueViolation(error)) throw error;
      }
      lastSeq ??= await lastSeqOfBatch(lease.runId, batchId, events.length);
      return lastSeq === null ? fail(lost(lease.runId)) : ok({ lastSeq });
    },
    async appendUnleased(runId, at, body) {
      const lastSeq = await appendEvents(prisma, { runId, leaseToken: null, batchId: null, events: [{ at, body }] });
      return lastSeq === null ? fail(failure('not_found', `There is no run ${runId}.`)) : ok({ lastSeq });
    },
    async read(runId, afterSeq, limit) {
      const rows = await prisma.$queryRaw<EventRow[]>`
        SELECT seq, at, body FROM events WHERE "runId" = ${runId} AND seq > ${afterSeq}::int ORDER BY seq LIMIT ${limit}::int`;
      return rows.map(({ seq, at, body }): RunEvent => ({ runId, seq, at: at.getTime(), body }));
    },
    onAppend: (runId, wake) => db.wakeups.subscribe('log', runId, wake),
  };
}

const lost = (runId: string) => failure('lease_lost', `Another worker has run ${runId}: this one must stop writing to its log.`);
