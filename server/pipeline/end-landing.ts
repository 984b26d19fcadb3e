import type { Landing } from '../domain/merge/landing.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { RunRecord } from '../ports/run-store.ts';
import type { EventWriter } from './event-writer.ts';
import type { HeldLease } from './hold-lease.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What the parts of landing share. */
export type LandingUnderWay = { readonly ports: WorkerPorts; readonly held: HeldLease; readonly events: EventWriter };

/** Nothing lands; what was found out about the tree is kept with the reason. */
export const refuseLanding = async (
  { ports, held, events }: LandingUnderWay,
  refusal: Failure,
  landing: Landing | null = null,
): Promise<void> => {
  events.push({ kind: 'failure', code: refusal.code, text: refusal.message });
  await events.flush();
  await ports.runs.commit(held.lease, {
    transition: 'merge_refused',
    at: ports.clock.now(),
    stored: landing === null ? { kind: 'failure', failure: refusal } : { kind: 'landing', landing, refusal },
  });
};

/** It is on the branch: `merged` after our push, `merge_seen` when it was there before. */
export const finishLanding = async (
  { ports, held, events }: LandingUnderWay,
  run: RunRecord,
  transition: 'merged' | 'merge_seen',
  sha: string,
): Promise<void> => {
  events.push({ kind: 'phase', phase: 'merge', state: 'finished', text: `Merged as ${sha}` });
  await events.flush();
  const stored = { kind: 'merge', sha, method: run.repository.mergeMethod } as const;
  await ports.runs.commit(held.lease, { transition, at: ports.clock.now(), stored });
};

/** Nobody knows whether it is on the branch: a person looks. */
export const loseLanding = async ({ ports, held, events }: LandingUnderWay, unknown: Failure): Promise<void> => {
  events.push({ kind: 'failure', code: unknown.code, text: unknown.message });
  await events.flush();
  const stored = { kind: 'failure', failure: unknown } as const;
  await ports.runs.commit(held.lease, { transition: 'merge_lost', at: ports.clock.now(), stored });
};
