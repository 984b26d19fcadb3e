import type { JobName } from './run-store.ts';

/** Delivery of jobs to workers. At least once, in no order; the lease decides. */
export interface Queue {
  /** Starts taking jobs; `handle` resolves when the job is done, and a rejection has it delivered again later. */
  work(handlers: Readonly<Record<JobName, (subjectId: string) => Promise<void>>>, options: { readonly concurrency: number }): Promise<void>;
  enqueue(name: JobName, subjectId: string, options?: { readonly startAfterMs?: number }): Promise<void>;
  /** Stops taking jobs and waits up to `timeoutMs` for those under way. */
  stop(timeoutMs: number): Promise<void>;
}
