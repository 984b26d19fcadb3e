import type { JobName } from './run-store.ts';

/** Delivery of jobs to workers. At least once, in no order; the lease decides. */
export interface Queue {
  /** Starts taking jobs; `handle` resolves when the job is done, and a rejection has it delivered again later. */
  work(handlers: Readonly<Record<JobName, (subjectId: string) => Promise<void>>>, options: { readonly concurrency: number }): Promise<void>;
  /** While the same job waits to be delivered, sending it again adds none. */
  enqueue(name: JobName, subjectId: string, options?: { readonly startAfterMs?: number }): Promise<void>;
  /** Subjects that have a job of this name waiting to be delivered, now or later. */
  waiting(name: JobName): Promise<ReadonlySet<string>>;
  /** Stops taking jobs and waits up to `timeoutMs` for those under way. */
  stop(timeoutMs: number): Promise<void>;
}
