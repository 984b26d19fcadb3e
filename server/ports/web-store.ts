import type { Contract } from '../domain/contract/contract.ts';
import type { MergeMethod } from '../domain/merge/method.ts';
import type { Decided } from '../domain/policy/decided.ts';
import type { ReleaseInput } from '../domain/review/release.ts';
import type { Given, ReviewInput } from '../domain/review/review.ts';
import type { Suggestion } from '../domain/review/suggestion.ts';
import type { WaiverInput } from '../domain/review/waiver.ts';
import type { Finding } from '../domain/risk/finding.ts';
import type { RunTransition } from '../domain/run/machine.ts';
import type { RunStatus } from '../domain/run/status.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Person, Role } from '../domain/shared/role.ts';
import type { AgentKind, ProviderKind } from './agent.ts';
import type { ReviewDesk } from './review-desk.ts';
import type { JobName } from './run-store.ts';

/** Who does it, and when: for the audit log. */
export type Act = { readonly byId: string; readonly now: number };

/** What the verbs of the web process write. Each method is one transaction, with its jobs and its audit entries in it. */
export interface WebStore extends ReviewDesk {
  /** Task and first run (QUEUED) and the job, together. The same `requestId` again gives the same task (double click). */
  fileTask(input: {
    readonly requestId: string;
    readonly requesterId: string;
    readonly contract: Contract;
    readonly overrides: readonly { readonly code: string; readonly field: string; readonly reason: string }[];
    readonly prompt: string;
    readonly now: number;
  }): Promise<Result<{ readonly taskId: string; readonly runId: string }>>;

  /**
   * The task that takes back what `runId` landed, with its run and job; a second call gives the same task. When its last run came
   * to nothing (failed, rejected or cancelled) the call starts the next one.
   */
  fileRevert(input: {
    readonly runId: string;
    readonly requesterId: string;
    readonly contract: Contract;
    readonly now: number;
  }): Promise<Result<{ readonly taskId: string; readonly runId: string }>>;

  addCommand(input: {
    readonly runId: string;
    readonly action: 'message' | 'pause' | 'resume';
    readonly byId: string;
    readonly text: string;
    readonly now: number;
    readonly allowedIn: readonly RunStatus[];
  }): Promise<Result<void>>;
  /** Marks the cancel and wakes the worker; a run that nobody works on (QUEUED, IN_REVIEW) is CANCELLED at once. */
  requestCancel(input: { readonly runId: string; readonly byId: string; readonly now: number }): Promise<Result<RunStatus>>;

  /**
   * Stores a review and, in the same transaction, moves the run: fails with `stale_page` when the artifact is no longer the
   * run's, with `illegal_move` when the run has moved on (of two approvals at once, one moves and the other is stored
   * without moving). For `changes_requested` the follow-up run and its job are made too.
   */
  recordReview(input: {
    readonly review: ReviewInput & Pick<Given, 'viewed' | 'reauthenticated'>;
    readonly reviewerId: string;
    readonly now: number;
    readonly transition: RunTransition | null;
    readonly job: JobName | null;
    readonly followUp: { readonly prompt: string } | null;
    /** The decision as it stands with this review counted; appended, never replaces the earlier one. */
    readonly decision: Decided;
    /**
     * How many reviews of the task `transition` and `decision` were computed from. When another one has come meanwhile nothing is stored and
     * the answer is `stale_page`: read again and decide again.
     */
    readonly seenReviews?: number;
    /** The same for the releases of the run. */
    readonly seenReleases?: number;
  }): Promise<Result<{ readonly status: RunStatus; readonly followUpRunId: string | null }>>;
  /**
   * Ends the review of an artifact with a reviewer's own lines: the next run of the task puts them in, without an agent. `stale_page` and
   * `illegal_move` as in `recordReview`; the same again gives the same run.
   */
  applySuggestions(input: {
    readonly runId: string;
    readonly artifactDigest: string;
    readonly suggestions: readonly Suggestion[];
    readonly by: Pick<Person, 'id' | 'name'>;
    readonly now: number;
  }): Promise<Result<{ readonly runId: string }>>;
  /** Marks the changes of these files as viewed by this person, or takes the marks away. Idempotent. */
  markViewed(input: {
    readonly reviewerId: string;
    readonly taskId: string;
    readonly changeDigests: readonly string[];
    readonly viewed: boolean;
    readonly now: number;
  }): Promise<Result<void>>;
  /**
   * Adds to how long a person had an artifact open. Never more than has gone by since they were last heard of, or since the artifact is there:
   * two windows, or a browser that counts wrong, do not make a minute longer. Answers the whole time; `stale_page` when the run has another artifact.
   */
  recordOpen(input: {
    readonly personId: string;
    readonly runId: string;
    readonly artifactDigest: string;
    readonly ms: number;
    readonly now: number;
  }): Promise<Result<{ readonly openMs: number }>>;
  /**
   * Stores that somebody let a block through and, in the same transaction, the decision with it, and moves the run where policy lets it land.
   * `stale_page` when the artifact is no longer the run's or somebody else spoke meanwhile; `illegal_move` when the run has moved on. The same
   * release twice is one.
   */
  recordRelease(input: {
    readonly release: ReleaseInput;
    readonly userId: string;
    readonly now: number;
    readonly decision: Decided;
    readonly transition: RunTransition | null;
    readonly job: JobName | null;
    readonly seenReviews: number;
    readonly seenReleases: number;
  }): Promise<Result<{ readonly status: RunStatus }>>;
  /**
   * Stores that a finding is no problem in the repository of the run until `expiresAt` and, in the same transaction, the decision with it,
   * and moves the run where policy lets it land. What waits in the repository with the same finding is decided again later. Fails as
   * `recordRelease` does; the same waiver twice is one.
   */
  recordWaiver(input: {
    readonly waiver: WaiverInput;
    readonly finding: Finding;
    readonly byId: string;
    readonly now: number;
    readonly expiresAt: number;
    readonly decision: Decided;
    readonly transition: RunTransition | null;
    readonly job: JobName | null;
    readonly seenReviews: number;
    readonly seenReleases: number;
  }): Promise<Result<{ readonly status: RunStatus }>>;
  /** Ends one before its time. */
  revokeWaiver(input: { readonly id: string; readonly reason: string } & Act): Promise<Result<void>>;
  /** MERGE_REFUSED → APPROVED with the merge job, or MERGE_OUTCOME_UNKNOWN → what a person found. */
  settleMerge(input: {
    readonly runId: string;
    readonly byId: string;
    readonly now: number;
    readonly transition: RunTransition;
    readonly sha: string | null;
    readonly job: JobName | null;
  }): Promise<Result<RunStatus>>;

  addRepository(input: {
    readonly name: string;
    readonly url: string;
    readonly baseBranch: string | null;
    readonly byId: string;
    readonly now: number;
  }): Promise<Result<{ readonly id: string }>>;
  setBaseBranch(input: { readonly id: string; readonly baseBranch: string } & Act): Promise<Result<void>>;
  setMergeMethod(input: { readonly id: string; readonly mergeMethod: MergeMethod } & Act): Promise<Result<void>>;
  /** Marks it as being tested and enqueues the sync. */
  requestSync(id: string, now: number): Promise<Result<void>>;
  removeRepository(input: { readonly id: string } & Act): Promise<Result<void>>;

  /** Keeps everything from landing from `from` to `until`. */
  addFreeze(input: {
    readonly repositoryId: string | null;
    readonly from: number;
    readonly until: number;
    readonly reason: string;
    readonly byId: string;
    readonly now: number;
  }): Promise<Result<{ readonly id: string }>>;
  /** Ends one before its time, or calls one off that has not begun. */
  endFreeze(input: { readonly id: string; readonly byId: string; readonly now: number }): Promise<Result<void>>;

  saveAgentProfile(input: {
    readonly id: string | null;
    readonly name: string;
    readonly kind: AgentKind;
    readonly provider: ProviderKind | null;
    readonly model: string;
    readonly baseUrl: string;
    /** `keep` leaves a sealed key as it is. */
    readonly key:
      | { readonly from: 'none' }
      | { readonly from: 'environment'; readonly variable: string }
      | { readonly from: 'sealed'; readonly sealed: string }
      | { readonly from: 'keep' };
    readonly label: string;
    readonly byId: string;
    readonly now: number;
  }): Promise<Result<{ readonly id: string }>>;
  removeAgentProfile(input: { readonly id: string } & Act): Promise<Result<void>>;
  requestAgentTest(id: string, now: number): Promise<Result<void>>;
  /** Public keys of living workers, newest first; keys are sealed for the installation's key, which all workers share. */
  sealingKey(): Promise<string | null>;

  /** Changes a role; refuses to leave the installation without an admin. */
  setRole(input: { readonly personId: string; readonly role: Role; readonly byId: string; readonly now: number }): Promise<Result<Person>>;
  setActive(input: {
    readonly personId: string;
    readonly active: boolean;
    readonly byId: string;
    readonly now: number;
  }): Promise<Result<void>>;
}
