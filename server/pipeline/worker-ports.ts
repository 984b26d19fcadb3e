import type { AgentDriver } from '../ports/agent.ts';
import type { Broker } from '../ports/broker.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Ids } from '../ports/ids.ts';
import type { KeyOpener } from '../ports/keys.ts';
import type { Logger } from '../ports/logger.ts';
import type { Queue } from '../ports/queue.ts';
import type { Repositories } from '../ports/repository.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { SandboxEngine } from '../ports/sandbox.ts';
import type { WorkerStore } from '../ports/worker-store.ts';
import type { Workspaces } from '../ports/workspace.ts';

/** Everything that the worker's stages act through. Wired in `composition/worker.ts`. */
export type WorkerPorts = {
  readonly workerId: string;
  readonly installation: string;
  readonly runs: RunStore;
  readonly events: EventLog;
  readonly queue: Queue;
  readonly store: WorkerStore;
  readonly repositories: Repositories;
  readonly workspaces: Workspaces;
  readonly sandboxes: SandboxEngine;
  readonly agents: AgentDriver;
  readonly broker: Broker;
  readonly keys: KeyOpener;
  /** Value of a provider key in the worker's own environment, or null. */
  readonly environmentKey: (variable: string) => string | null;
  readonly secrets: KnownSecrets;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
};

/** Every secret that this worker has seen; redacted from all that it stores. */
export type KnownSecrets = { list(): readonly string[]; learn(secret: string): void };

/** A worker's lease on a run lasts this long and is renewed three times in it. */
export const LEASE_MS = 30_000;
export const RENEW_MS = 10_000;
