import type { Failure } from '../domain/shared/failure.ts';
import type { SourceFacts } from './repository.ts';
import type { AgentProfileRecord, RepositoryRecord } from './run-store.ts';

/** The rows beside runs that a worker reads and writes. */
export interface WorkerStore {
  /** Publishes that this worker lives, what it can do, and the public key that agent keys are sealed for. */
  heartbeat(worker: WorkerFacts, now: number): Promise<void>;
  leave(workerId: string): Promise<void>;

  readRepository(repositoryId: string): Promise<RepositoryRecord | null>;
  /** Outcome of a sync: branches and the base branch's file list, or why not. */
  recordSync(
    repositoryId: string,
    now: number,
    outcome:
      | {
          readonly ok: true;
          readonly facts: SourceFacts;
          readonly paths: readonly string[];
          readonly pathsTruncated: boolean;
          readonly scripts: readonly string[];
          /** What the last commits of the base branch touched, newest first; null when that could not be read. */
          readonly changes: readonly (readonly string[])[] | null;
        }
      | { readonly ok: false; readonly failure: Failure },
  ): Promise<void>;

  readAgentProfile(profileId: string): Promise<AgentProfileRecord | null>;
  recordAgentTest(
    profileId: string,
    now: number,
    outcome: { readonly ok: boolean; readonly text: string; readonly ms: number },
  ): Promise<void>;
}

export type WorkerFacts = {
  readonly id: string;
  readonly hostname: string;
  readonly version: string;
  /** What the engine is, or why it does not answer. */
  readonly engine: string;
  readonly engineAnswers: boolean;
  readonly workspaceMethod: string;
  readonly capacity: number;
  readonly images: readonly string[];
  /** Raw X25519 public key, base64. */
  readonly sealingKey: string;
  /** Names (never values) of provider keys found in the worker's environment. */
  readonly environmentKeys: readonly string[];
};
