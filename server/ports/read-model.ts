import type { PatchHit } from '../domain/artifact/find-lines.ts';
import type { Artifact, ArtifactKind, ChangedFile, FilePatch } from '../domain/artifact/manifest.ts';
import type { AuditAction, AuditSubject } from '../domain/audit/act.ts';
import type { AuditHead, SealedEntry } from '../domain/audit/chain.ts';
import type { Contract } from '../domain/contract/contract.ts';
import type { RunEvent } from '../domain/log/event.ts';
import type { MergeMethod } from '../domain/merge/method.ts';
import type { Decision } from '../domain/policy/decision.ts';
import type { PolicyLayers, PolicyText } from '../domain/policy/effective-policy.ts';
import type { CarriedComment } from '../domain/review/carry-comments.ts';
import type { LandedCause, LandedVerdict } from '../domain/review/landed-review.ts';
import type { QueueFilter } from '../domain/review/queue-filter.ts';
import type { Review } from '../domain/review/review.ts';
import type { ReviewedArtifact } from '../domain/review/reviewing.ts';
import type { RiskReport, Severity } from '../domain/risk/finding.ts';
import type { ReviewBacklog, RunStatus, WaitReason } from '../domain/run/status.ts';
import type { FailureCode } from '../domain/shared/failure.ts';
import type { Person, Role } from '../domain/shared/role.ts';
import type { CheckResult } from '../domain/verification/check.ts';
import type { AgentKind, ProviderKind } from './agent.ts';
import type { ReviewOwner } from './review-desk.ts';
import type { SandboxRecord } from './run-store.ts';

/** What the pages read. All instants are epoch milliseconds. Lists page by an opaque cursor. */
export interface ReadModel {
  inbox(viewer: Person, now: number): Promise<InboxView>;
  counts(viewer: Person): Promise<{ readonly needsYou: number; readonly running: number }>;

  tasks(filter: TaskFilter): Promise<Page<TaskRow>>;
  task(taskId: string): Promise<TaskView | null>;
  run(runId: string, now: number): Promise<RunView | null>;

  /** Each section with its count and its first rows, as this person sees them. */
  reviewQueue(viewer: Person, filter: QueueFilter, now: number): Promise<ReviewQueue>;
  /** More rows of one section, in the order of the instant at which its first ones were read. */
  reviewQueuePage(viewer: Person, filter: QueueFilter, section: ReviewSection, cursor: string, now: number): Promise<Page<ReviewRow>>;
  /** Ids of changes in review in which nothing was found and that this person may decide on, unless somebody else has them; in their order. */
  withoutFindings(viewer: Person, now: number, limit: number): Promise<readonly string[]>;
  /** Names to choose filters from, and who else may decide. */
  reviewChoices(): Promise<ReviewChoices>;
  /** Reviews of one person since an instant (epoch ms), newest first, with what is recorded of how they came about. */
  reviewedArtifacts(personId: string, since: number): Promise<readonly ReviewedRow[]>;
  reviewViews(personId: string): Promise<readonly ReviewView[]>;
  /** By artifact digest's run id. The filter is the one of the queue that the viewer came from. */
  reviewRoom(runId: string, viewer: Person, filter: QueueFilter): Promise<ReviewRoom | null>;
  /** What may change about a room while it is open, without its files: `version` is another text when the room has to be read again. */
  reviewRoomState(
    runId: string,
    viewer: Person,
    filter: QueueFilter,
  ): Promise<Pick<ReviewRoom, 'version' | 'nextInQueue' | 'owner' | 'landedReview'> | null>;
  /** Unified patch of the file at this position of the artifact's list, or of the interdiff's since an earlier run. */
  patch(runId: string, sinceRunId: string | null, position: number): Promise<FilePatch | null>;
  /** Lines of the same patches that contain `text` (any case), in the order of the list; at most `limit`. */
  findInPatches(
    runId: string,
    sinceRunId: string | null,
    text: string,
    limit: number,
  ): Promise<{ readonly hits: readonly PatchHit[]; readonly more: boolean }>;
  /** The changed files alone. */
  changeOf(runId: string): Promise<{
    readonly taskId: string;
    readonly artifactDigest: string;
    readonly kind: ArtifactKind;
    readonly files: readonly ChangedFile[];
  } | null>;
  /** Positions of the files whose change this person has marked as viewed, in this or an earlier artifact of the task. */
  viewed(runId: string, personId: string): Promise<readonly number[]>;
  interdiff(runId: string, sinceRunId: string): Promise<{ readonly baseMoved: boolean; readonly files: readonly ChangedFile[] } | null>;
  /** Comments of reviews of earlier runs of the task, at the lines where they stand in this artifact. */
  earlierComments(runId: string): Promise<readonly EarlierComment[]>;
  checkOutput(runId: string, name: string, subject: 'base' | 'result'): Promise<string | null>;

  repositories(): Promise<readonly RepositoryView[]>;
  repository(id: string): Promise<RepositoryView | null>;
  /** Unreviewed artifacts of the whole installation, and how many may wait. */
  reviewBandwidth(): Promise<RepositoryView['reviews']>;
  repositoryPaths(name: string): Promise<{ readonly paths: readonly string[]; readonly truncated: boolean } | null>;
  /** Freezes that last or are to come, the next to begin first. */
  freezes(now: number): Promise<readonly FreezeView[]>;
  /** Waivers that last, those that end next first. */
  waivers(now: number): Promise<readonly WaiverView[]>;
  agentProfiles(): Promise<readonly AgentProfileView[]>;
  people(): Promise<readonly PersonView[]>;
  person(id: string): Promise<PersonView | null>;
  workers(now: number): Promise<readonly WorkerView[]>;
  /** The installation's policy in force. */
  activePolicy(): Promise<PolicyText & { readonly activatedAt: number }>;
  /** What holds for the repository of this name. */
  policyOf(repositoryName: string): Promise<PolicyLayers>;

  /** The audit log, newest first. */
  audit(filter: AuditFilter & { readonly cursor: string | null; readonly limit: number }): Promise<Page<AuditRow>>;
  /** Where the audit log was recorded to end (null: there is no record) and the number of its last entry, at one moment. */
  auditEnd(): Promise<{ readonly head: AuditHead | null; readonly last: number }>;
  /** Entries up to number `last` as they are stored, oldest first, in batches. What is stored may have been tampered with. */
  auditEntries(filter: AuditFilter, last: number): AsyncIterable<readonly SealedEntry[]>;
}

export type AuditFilter = {
  /** Id of a person, or `system`. */
  readonly actorId: string | null;
  readonly action: AuditAction | null;
  readonly subjectKind: AuditSubject['kind'] | null;
  readonly subjectId: string | null;
  /** Epoch ms, from `from` on and before `to`. */
  readonly from: number | null;
  readonly to: number | null;
  /** In names and details, whatever the case. */
  readonly search: string | null;
};

export type AuditRow = Pick<SealedEntry, 'position' | 'at' | 'actor' | 'action' | 'hash'> & {
  /** `label`: as people say it, for runs and tasks that still exist. */
  readonly subject: SealedEntry['subject'] & { readonly label: { readonly text: string; readonly title: string } | null };
  readonly detail: Readonly<Record<string, unknown>>;
};

export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };

export type TaskFilter = {
  readonly status: 'all' | 'open' | 'running' | 'review' | 'done' | 'failed';
  readonly requesterId: string | null;
  readonly repository: string | null;
  readonly search: string | null;
  readonly cursor: string | null;
  readonly limit: number;
};

export type RunSummary = {
  readonly id: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly waiting: readonly WaitReason[];
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly failure: FailureView | null;
};
export type FailureView = { readonly code: FailureCode; readonly message: string };

export type TaskRow = {
  readonly id: string;
  /** Counts from 1 in this installation; people say "task 12". */
  readonly number: number;
  readonly title: string;
  readonly repository: string;
  readonly baseBranch: string;
  readonly requester: { readonly id: string; readonly name: string };
  readonly agent: string;
  readonly artifact: Contract['returns']['artifact'];
  readonly lastRun: RunSummary;
  readonly runs: number;
  readonly createdAt: number;
  readonly updatedAt: number;
};

export type TaskLink = { readonly id: string; readonly number: number; readonly title: string; readonly status: RunStatus };

export type TaskView = TaskRow & {
  readonly contract: Contract;
  readonly overrides: readonly { readonly code: string; readonly field: string; readonly reason: string }[];
  /** The run of it that landed, if one has. */
  readonly landedRunId: string | null;
  readonly reverts: TaskLink | null;
  readonly revertedBy: TaskLink | null;
  readonly allRuns: readonly RunSummary[];
  readonly reviews: readonly Review[];
};

export type RunView = RunSummary & {
  readonly task: { readonly id: string; readonly number: number; readonly title: string };
  readonly contract: Contract;
  readonly requester: { readonly id: string; readonly name: string };
  readonly repository: string;
  readonly branch: string;
  readonly baseSha: string | null;
  readonly agent: { readonly name: string; readonly kind: AgentKind; readonly model: string; readonly label: string };
  readonly prompt: string;
  readonly lastSeq: number;
  readonly lastEventAt: number | null;
  readonly pausedMs: number;
  readonly cancelRequestedAt: number | null;
  readonly worker: string | null;
  readonly sandbox: SandboxRecord | null;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly modelCalls: number };
  readonly artifactDigest: string | null;
  readonly merge: { readonly sha: string; readonly at: number } | null;
  /** The task whose change this one takes back, and the one that takes back this run's. */
  readonly reverts: TaskLink | null;
  readonly revertedBy: TaskLink | null;
  readonly siblings: readonly RunSummary[];
};

export type ReviewTurn = 'yours' | 'agent' | 'checks' | 'others' | 'landing';
/**
 * Whose turn it is, finer: `back`, the agent has answered; `second`, one approval is there; `after_release` and `audit_sample`, it is in already and is
 * read afterwards; `snoozed`, by the viewer. In the order of the page.
 */
export const REVIEW_SECTIONS = [
  'yours',
  'back',
  'second',
  'after_release',
  'agent',
  'checks',
  'landing',
  'audit_sample',
  'others',
  'snoozed',
] as const;
export type ReviewSection = (typeof REVIEW_SECTIONS)[number];
export type ReviewQueue = {
  readonly sections: readonly (Page<ReviewRow> & {
    readonly section: ReviewSection;
    readonly count: number;
    /** Since when the oldest one waits; null when there is none. */
    readonly oldest: number | null;
  })[];
  readonly backlogs: readonly ReviewBacklog[];
};
export type ReviewChoices = {
  readonly repositories: readonly string[];
  readonly agents: readonly string[];
  readonly reviewers: readonly { readonly id: string; readonly name: string }[];
};
export type ReviewedRow = ReviewedArtifact & {
  readonly runId: string;
  readonly taskNumber: number;
  readonly title: string;
  readonly at: number;
};
export type ReviewView = { readonly id: string; readonly name: string; readonly filter: QueueFilter };
export type ReviewRow = {
  readonly runId: string;
  readonly runNumber: number;
  readonly taskNumber: number;
  readonly title: string;
  readonly repository: string;
  readonly branch: string;
  readonly requester: string;
  readonly agent: string;
  readonly kind: Artifact['kind'];
  readonly status: RunStatus;
  readonly turn: ReviewTurn;
  readonly turnWhy: string;
  readonly section: ReviewSection;
  /** Why it stands where it stands, in a sentence. */
  readonly placeWhy: string;
  /** When it should have been looked at; null while there is nothing to look at. */
  readonly dueAt: number | null;
  readonly owner: ReviewOwner | null;
  /** Set when the viewer snoozed it; `until` null: until something changes. */
  readonly snoozed: { readonly until: number | null } | null;
  readonly disposition: Decision['disposition'] | null;
  readonly size: { readonly files: number; readonly added: number; readonly deleted: number };
  readonly findings: readonly { readonly id: string; readonly severity: Severity; readonly evidence: string }[];
  readonly checks: { readonly run: number; readonly passed: number; readonly failed: number; readonly unknown: number };
  readonly waitingSince: number;
};

/** What may be approved in a list of diffs. */
export type HarmlessChange = {
  readonly runId: string;
  readonly artifactDigest: string;
  readonly title: string;
  readonly repository: string;
  readonly requester: string;
  readonly agent: string;
  /** Patches are read by their position in it. */
  readonly files: readonly ChangedFile[];
};

export type ReviewRoom = {
  /** As `reviewRoomState` had it before the rest was read. */
  readonly version: string;
  readonly run: RunView;
  readonly artifact: Artifact;
  readonly checks: readonly CheckResult[];
  readonly risks: RiskReport | null;
  /** Looks at what would land, oldest first. */
  readonly landings: readonly LandingView[];
  /** Newest first; the first is in force. */
  readonly decisions: readonly { readonly at: number; readonly decision: Decision }[];
  readonly reviews: readonly (Review & { readonly runId: string; readonly counts: boolean })[];
  /** Why the viewer may or may not decide here. */
  readonly mayDecide: { readonly allowed: boolean; readonly why: string };
  readonly nextInQueue: string | null;
  readonly owner: ReviewOwner | null;
  /** Set when it is in already and somebody reads it, or has read it, afterwards. */
  readonly landedReview: LandedReviewView | null;
  readonly previousRunId: string | null;
  /** Newest first. */
  readonly earlier: readonly EarlierRun[];
  /** The newest of `earlier` that the viewer opened or reviewed. */
  readonly lookedAt: string | null;
  /** How long the viewer has had this artifact in front of them, as far as was reported. */
  readonly openMs: number;
};
export type LandedReviewView = {
  readonly cause: LandedCause;
  readonly at: number;
  /** Null while nobody has read it. */
  readonly closed: { readonly verdict: LandedVerdict; readonly reason: string; readonly by: string; readonly at: number } | null;
};
/** An earlier run of the task from whose result an interdiff leads to the artifact; `files` counts the files in it. */
export type EarlierRun = { readonly runId: string; readonly number: number; readonly baseMoved: boolean; readonly files: number };
/** `line` and `endLine` are where it was written; `lines` where it stands now, null when that is gone. `path` is the file's name now. */
export type EarlierComment = CarriedComment & {
  readonly id: string;
  readonly by: string;
  readonly runId: string;
  readonly runNumber: number;
  readonly at: number;
};

export type LandingView = {
  readonly id: string;
  readonly at: number;
  /** Where the branch was, the commit that was made on it, and its tree. */
  readonly ontoSha: string;
  readonly commitSha: string;
  readonly treeId: string;
  readonly permitted: boolean;
  readonly disposition: Decision['disposition'];
  /** Run again on that tree, with the end of what they printed; others had a receipt for it. */
  readonly checks: readonly CheckResult[];
};

export type RepositoryView = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly baseBranch: string;
  readonly mergeMethod: MergeMethod;
  readonly state: 'TESTING' | 'READY' | 'FAILED';
  readonly failure: FailureView | null;
  readonly branches: readonly { readonly name: string; readonly sha: string }[];
  readonly pathCount: number;
  /** Commands that the repository itself offers as checks, e.g. `npm test`. */
  readonly suggestedChecks: readonly string[];
  readonly syncedAt: number | null;
  readonly reviews: { readonly waiting: number; readonly limit: number };
  readonly taskCount: number;
};

export type FreezeView = {
  readonly id: string;
  /** Null: the whole installation. */
  readonly repository: string | null;
  readonly from: number;
  readonly until: number;
  readonly reason: string;
  readonly by: string;
};

export type WaiverView = {
  readonly id: string;
  readonly repository: string;
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly path: string | null;
  readonly evidence: string;
  readonly reason: string;
  readonly by: string;
  readonly createdAt: number;
  readonly expiresAt: number;
};

export type AgentProfileView = {
  readonly id: string;
  readonly name: string;
  readonly kind: AgentKind;
  readonly provider: ProviderKind | null;
  readonly model: string;
  readonly baseUrl: string;
  readonly label: string;
  /** Where the key comes from; never the key. */
  readonly key: 'none' | 'sealed' | { readonly variable: string; readonly present: boolean };
  readonly test: {
    readonly at: number;
    readonly state: 'running' | 'passed' | 'failed';
    readonly text: string;
    readonly ms: number | null;
  } | null;
};

export type PersonView = Person & { readonly active: boolean; readonly createdAt: number };
export type WorkerView = {
  readonly id: string;
  readonly hostname: string;
  readonly engine: string;
  readonly engineAnswers: boolean;
  readonly workspaceMethod: string;
  readonly capacity: number;
  readonly lastSeenAt: number;
  readonly alive: boolean;
};

export type InboxView = {
  /** The first of them; the count is of all. */
  readonly needsYou: readonly ReviewRow[];
  readonly needsYouCount: number;
  readonly backlogs: readonly ReviewBacklog[];
  readonly paused: readonly TaskRow[];
  readonly running: readonly (TaskRow & { readonly lastStep: string | null; readonly eventRate: readonly number[] })[];
  readonly queued: readonly TaskRow[];
  readonly cameBack: readonly TaskRow[];
  readonly setUp: { readonly hasRepository: boolean; readonly hasAgent: boolean; readonly hasTask: boolean; readonly hasWorker: boolean };
};

export type EventPage = { readonly events: readonly RunEvent[]; readonly lastSeq: number };
export type RoleChange = { readonly personId: string; readonly role: Role };
