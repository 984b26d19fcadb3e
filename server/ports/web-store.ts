import type { Contract } from '../domain/contract/contract.ts';
import type { MergeMethod } from '../domain/merge/method.ts';
import type { ReviewInput } from '../domain/review/review.ts';
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
    readonly review: ReviewInput;
    readonly reviewerId: string;
    readonly now: number;
    readonly transition: RunTransition | null;
    readonly job: JobName | null;
    readonly followUp: { readonly prompt: string } | null;
    /** The decision as it stands with this review counted; appended, never replaces the earlier one. */
    readonly decision: import('../domain/policy/decision.ts').Decision;
    /**
     * How many reviews of the task `transition` and `decision` were computed from. When another one has come meanwhile nothing is stored and
     * the answer is `stale_page`: read again and decide again.
     */
    readonly seenReviews?: number;
  }): Promise<Result<{ readonly status: RunStatus; readonly followUpRunId: string | null }>>;
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
