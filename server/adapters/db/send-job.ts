import { randomUUID } from 'node:crypto';
import { fromPrisma } from 'pg-boss';
import type { JobName } from '../../ports/run-store.ts';
import type { Database, Transaction } from './connect.ts';

export type JobData = { readonly subjectId: string };

/** Puts a job into the queue with the transaction: no job without its rows, no rows without their job. */
export async function sendJob(db: Database, tx: Transaction, name: JobName, subjectId: string, startAfterMs = 0): Promise<void> {
  const boss = await db.boss.get();
  // A key of its own: it must not be dropped for a job that a worker is just about to look at too early.
  await boss.send(name, { subjectId } satisfies JobData, { db: fromPrisma(tx), singletonKey: randomUUID(), ...delay(startAfterMs) });
}

/** pg-boss takes whole seconds as a number, but any instant as a date. */
export const delay = (startAfterMs: number): { startAfter?: Date } =>
  startAfterMs > 0 ? { startAfter: new Date(Date.now() + startAfterMs) } : {};
