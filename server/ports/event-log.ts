import type { EventBody, RunEvent } from '../domain/log/event.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Lease } from './run-store.ts';

/**
 * The progress log of a run: append-only, numbered from 1 without gaps. The writer is fenced by the lease; system entries
 * (reviews, merges, cancels of a queued run) go through `appendUnleased`. Appending the same batch twice (a lost answer) stores it once: `batchId`.
 * Contract suite: `testing/event-log-contract.ts`.
 */
export interface EventLog {
  append(
    lease: Lease,
    batchId: string,
    events: readonly { readonly at: number; readonly body: EventBody }[],
  ): Promise<Result<{ readonly lastSeq: number }>>;
  appendUnleased(runId: string, at: number, body: EventBody): Promise<Result<{ readonly lastSeq: number }>>;
  /** Entries with `seq > afterSeq`, in order, at most `limit`. */
  read(runId: string, afterSeq: number, limit: number): Promise<readonly RunEvent[]>;
  /** Calls back when the run may have new entries or a new status. Wake-ups may be spurious, never missed for long (poll as a safety net). */
  onAppend(runId: string, wake: () => void): () => void;
}
