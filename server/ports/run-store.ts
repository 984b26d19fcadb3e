import type { Interdiff } from '../domain/artifact/interdiff.ts';
import type { Artifact, Change, FilePatch } from '../domain/artifact/manifest.ts';
import type { Contract } from '../domain/contract/contract.ts';
import type { Freeze } from '../domain/merge/freeze.ts';
import type { Landing } from '../domain/merge/landing.ts';
import type { MergeMethod } from '../domain/merge/method.ts';
import type { Decided } from '../domain/policy/decided.ts';
import type { Decision } from '../domain/policy/decision.ts';
import type { ActivePolicy } from '../domain/policy/effective-policy.ts';
import type { StoredRelease } from '../domain/review/release.ts';
import type { Review } from '../domain/review/review.ts';
import type { Suggestion } from '../domain/review/suggestion.ts';
import type { StoredWaiver } from '../domain/review/waiver.ts';
import type { RiskReport } from '../domain/risk/finding.ts';
import type { RunTransition } from '../domain/run/machine.ts';
import type { RunStatus, WaitReason } from '../domain/run/status.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { CheckResult } from '../domain/verification/check.ts';

/**
 * Runs and everything that hangs on them, as the pipeline needs them. Every write of a worker is fenced: it carries the
 * lease token, and happens only `WHERE id AND lease_token AND status`; `lease_lost` means another worker has the run and
 * this one must stop writing. Contract suite: `testing/run-store-contract.ts`.
 */
export interface RunStore {
  /** The run with its task and contract; `not_found`. */
  read(runId: string): Promise<Result<RunRecord>>;

  /**
   * Takes the lease when nobody holds a live one and the status is one of `statuses`; null when it is not to be had.
   * A first run is not to be had while its repository or the installation is at its limit of unreviewed artifacts.
   * The lease lasts until `now + leaseMs`. Sets `startedAt` on the first claim.
   */
  claim(input: {
    readonly runId: string;
    readonly statuses: readonly RunStatus[];
    readonly worker: string;
    readonly now: number;
    readonly leaseMs: number;
  }): Promise<Lease | null>;
  /** Extends the lease. False when it was lost. */
  renew(lease: Lease, now: number, leaseMs: number): Promise<boolean>;
  /** Gives the lease back without moving the run, so that another worker may claim at once. */
  release(lease: Lease): Promise<void>;

  /**
   * Moves the run along the state machine and, in the same transaction, stores what the stage made and enqueues the job of
   * the next stage. `illegal_move` when the table forbids it, `lease_lost` when fenced out. The lease is dropped with the move when a job takes
   * over (`next`) and when the new status is not worked on: write to the log before. `cancelled` when a judgement is to be stored
   * for a run that somebody has cancelled meanwhile.
   */
  commit(
    lease: Lease,
    move: {
      /** A landing begins with `takeTurn` only. */
      readonly transition: Exclude<RunTransition, 'landing_started'>;
      readonly at: number;
      readonly stored?: Stored;
      readonly next?: NextJob;
      /** Starts the next run of the task in the same transaction, to make the change fit the moved base. */
      readonly nextRun?: { readonly prompt: string };
    },
  ): Promise<Result<RunStatus>>;
  /**
   * Moves an APPROVED run to LANDING when nobody else lands on its branch and nobody before it waits to: no reasons means that
   * it is its turn. Over all workers one run at a time is LANDING or MERGING on a branch. `cancelled` when somebody has cancelled it.
   */
  takeTurn(lease: Lease, at: number): Promise<Result<readonly WaitReason[]>>;
  /** APPROVED runs that a worker should take up: it is their turn, or they were cancelled while they waited. */
  mayLandNow(now: number): Promise<readonly string[]>;
  /** What keeps everything from landing in this repository now. */
  freeze(repositoryId: string, now: number): Promise<Freeze | null>;
  /** What was waived in this repository and still is. */
  waivers(repositoryId: string, now: number): Promise<readonly StoredWaiver[]>;
  /** Facts of the sandbox, written while the status stays. */
  recordSandbox(lease: Lease, sandbox: SandboxRecord): Promise<Result<void>>;

  /** Runs whose status is worked on but whose lease has run out, for the reaper. */
  expired(now: number): Promise<readonly { readonly runId: string; readonly status: RunStatus; readonly cancelRequested: boolean }[]>;
  /** Ids of QUEUED runs that do not wait for reviews, oldest first. */
  startable(): Promise<readonly string[]>;
  /** Ids of runs in these statuses, oldest first. */
  inStatus(statuses: readonly RunStatus[]): Promise<readonly string[]>;

  /** Steering not yet taken by a worker, in order; marks it taken under the lease. */
  takeCommands(lease: Lease, now: number): Promise<readonly RunCommand[]>;
  /** Calls back when steering or a cancel may have arrived for the run. Returns the unsubscribe function. */
  onCommand(runId: string, wake: () => void): () => void;

  readArtifact(runId: string): Promise<Result<StoredArtifact>>;
  /** Results of earlier runs of the same task, newest first. */
  earlierResults(runId: string, limit: number): Promise<readonly EarlierResult[]>;
  readReviews(taskId: string): Promise<readonly Review[]>;
  /** Everybody who may take part in a decision. */
  people(): Promise<readonly Person[]>;
  /** The versions in force for a repository, and those that are tried beside them. */
  activePolicy(repositoryId: string): Promise<ActivePolicy>;
  /**
   * Runs that wait for people or for their turn to land, and whose newest decision does not hold any more: another policy is in force, a
   * cooldown or a waiver has ended, or a waiver was given or revoked.
   */
  toDecideAgain(now: number): Promise<readonly string[]>;
  /**
   * Stores what the policy in force says about a run that waits, and moves it. `stale_page` when anything has happened to it meanwhile.
   * A decision that holds is not stored twice.
   */
  recordRedecision(input: {
    readonly runId: string;
    readonly artifactDigest: string;
    readonly now: number;
    readonly seenStatus: RunStatus;
    readonly seenReviews: number;
    readonly seenReleases: number;
    readonly decision: Decided;
    readonly transition: RunTransition | null;
    readonly job: JobName | null;
    /** For the log of the run. */
    readonly text: string;
  }): Promise<Result<RunStatus>>;
}

export type Lease = { readonly runId: string; readonly token: string; readonly worker: string };

export type RunRecord = {
  readonly id: string;
  readonly number: number;
  readonly taskId: string;
  readonly status: RunStatus;
  readonly contract: Contract;
  readonly prompt: string;
  readonly branch: string;
  /** Commit that the agent starts from: the base for a first run, the previous result for a follow-up. */
  readonly startSha: string | null;
  /** Commit that the change is measured against. */
  readonly baseSha: string | null;
  readonly requester: Person;
  readonly repository: RepositoryRecord;
  readonly agent: AgentProfileRecord;
  readonly createdAt: number;
  readonly startedAt: number | null;
  /** Sum of finished pauses. */
  readonly pausedMs: number;
  readonly cancelRequestedAt: number | null;
  readonly cancelRequestedBy: string | null;
  readonly sandbox: SandboxRecord | null;
  readonly artifactDigest: string | null;
  /** Runs of the task that were started because of a conflict. */
  readonly conflictRounds: number;
  /** Set when no agent works on it: the control plane takes back what this run landed. */
  readonly reverts: { readonly runId: string; readonly taskNumber: number; readonly sha: string } | null;
  /** Set when no agent works on it either: the control plane puts these lines into the result of that run. */
  readonly suggests: {
    readonly runId: string;
    readonly by: { readonly name: string; readonly email: string };
    readonly suggestions: readonly Suggestion[];
  } | null;
};

export type RepositoryRecord = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly baseBranch: string;
  readonly mergeMethod: MergeMethod;
};

export type AgentProfileRecord = {
  readonly id: string;
  readonly name: string;
  readonly kind: import('./agent.ts').AgentKind;
  readonly provider: import('./agent.ts').ProviderKind | null;
  readonly model: string;
  readonly baseUrl: string;
  /** How the worker gets the key: sealed for this installation's workers, from the worker's environment, or none. */
  readonly key: KeySource;
  readonly image: string | null;
};
export type KeySource =
  | { readonly from: 'none' }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'sealed'; readonly sealed: string };

export type SandboxRecord = {
  readonly name: string;
  readonly image: string;
  readonly imageDigest: string;
  readonly limits: Readonly<Record<string, number>>;
  readonly mounts: readonly string[];
  readonly workspaceMethod: string;
  readonly startSha: string;
  readonly baseSha: string;
  /** Where the base branch was when the run was prepared, when it had moved on from `baseSha`. */
  readonly upstreamSha?: string;
};

export type EarlierResult = Pick<Change, 'baseSha' | 'headSha' | 'files'> & { readonly runId: string };

export type StoredArtifact = {
  readonly artifact: Artifact;
  readonly patches: readonly FilePatch[];
  readonly checks: readonly CheckResult[];
  /** Of attempts to land, oldest first: each on the tree that it names. */
  readonly landingChecks: readonly CheckResult[];
  readonly risks: RiskReport | null;
  readonly decision: Decision | null;
  /** Of this very artifact, oldest first. */
  readonly releases: readonly StoredRelease[];
  /** People who have put lines of their own into it or into an earlier result of the task. */
  readonly committerIds: readonly string[];
  readonly arrivedAt: number;
};

/** What a stage leaves behind; written once, never updated. */
export type Stored =
  | {
      readonly kind: 'artifact';
      readonly artifact: Artifact;
      readonly patches: readonly FilePatch[];
      readonly interdiffs?: readonly Interdiff[];
    }
  | { readonly kind: 'checks'; readonly checks: readonly CheckResult[] }
  | { readonly kind: 'judgement'; readonly risks: RiskReport; readonly decision: Decided }
  | { readonly kind: 'landing'; readonly landing: Landing; readonly refusal: Failure | null }
  | { readonly kind: 'merge'; readonly sha: string; readonly method: string }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** Jobs of the queue: delivery only; correctness is the lease. */
export const JOBS = ['run.execute', 'run.verify', 'run.judge', 'run.merge', 'repository.sync', 'agent.test', 'policy.apply'] as const;
export type JobName = (typeof JOBS)[number];
export type NextJob = { readonly name: JobName; readonly startAfterMs?: number };

export type RunCommand =
  | { readonly id: string; readonly action: 'message'; readonly by: string; readonly text: string }
  | { readonly id: string; readonly action: 'pause' | 'resume'; readonly by: string };
