import type { ArtifactKind, ChangedFile } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import type { REVIEW_VERDICTS } from '../review/review.ts';
import type { Severity } from '../risk/finding.ts';
import type { Role } from '../shared/role.ts';
import type { CheckVerdict } from '../verification/check.ts';

export const CHECK_CONCLUSIONS = [
  'success',
  'failure',
  'not_reproduced',
  'cancelled',
  'timed_out',
  'skipped',
  'neutral',
  'missing',
  'pending',
] as const;
/** What a check came to. Only `success` is green. */
export type CheckConclusion = (typeof CHECK_CONCLUSIONS)[number];

export type CheckFact = {
  readonly conclusion: CheckConclusion;
  /** Who says so. A result from a source that the policy does not trust does not count. */
  readonly source: string;
  /** The tree it ran on. */
  readonly tree: string | null;
  readonly isStale: boolean;
};

export const DETECTOR_STATES = ['ran', 'failed', 'timeout', 'not_applicable'] as const;
export type DetectorState = (typeof DETECTOR_STATES)[number];

export const EVIDENCE_KEYS = [
  'summary_present',
  'handed_off_by_agent',
  'clauses_kept',
  'regenerated_identical',
  'ast_identical',
  'previous_checks_failed',
  'new_tests_fail_on_base',
  'base_tests_pass_on_head',
] as const;
export type EvidenceKey = (typeof EVIDENCE_KEYS)[number];

/** Says that one finding is not a problem. Made in the control plane; ends by itself. */
export type Waiver = { readonly by: string; readonly reason: string; readonly expires: number };

/** A finding as policy sees it. Its class is a word: policy may speak of detectors that this version does not have. */
export type PolicyFinding = {
  readonly id: string;
  readonly cls: string;
  readonly severity: Severity;
  readonly at: { readonly path: string; readonly line: number | null } | null;
  readonly evidence: string;
  readonly fingerprint: string;
  readonly waived: Waiver | null;
};

/** 1: correct, and accepted; 2: must change; 3: not a problem, with a reason; 4: unsure. Only 1 and 3 answer a finding. */
export type Ack = { readonly answer: 1 | 2 | 3 | 4; readonly reason: string };

export const IDENTITY_KINDS = ['person', 'agent', 'service_account'] as const;

/** What somebody said about the task's artifacts, and what they did before they said it. */
export type PolicyReview = {
  readonly reviewerId: string;
  readonly reviewerName: string;
  readonly kind: (typeof IDENTITY_KINDS)[number];
  /** Null: not somebody who is known here. */
  readonly role: Role | null;
  readonly verdict: (typeof REVIEW_VERDICTS)[number];
  readonly artifactDigest: string;
  readonly patchId: string | null;
  readonly reason: string;
  readonly viewed: readonly string[];
  readonly checklist: readonly string[];
  /** By the fingerprint of the finding. */
  readonly acks: Readonly<Record<string, Ack>>;
  readonly isReauthenticated: boolean;
  /** Set when an admin has cleared this request for changes. */
  readonly cleared: { readonly by: string; readonly reason: string } | null;
};

/** A block let through by somebody who may, for one artifact. */
export type Release = {
  readonly rule: string;
  readonly userId: string;
  readonly userName: string;
  readonly kind: (typeof IDENTITY_KINDS)[number];
  readonly role: Role | null;
  readonly reason: string;
  readonly artifactDigest: string;
};

/** A recorded setting of an installation with one person: they may approve what they asked for. */
export type SoloMode = { readonly ownerId: string; readonly reason: string; readonly expires: number };

/** Everything that a decision may look at, gathered first and frozen. Null is "not known", which never permits anything. */
export type PolicyFacts = {
  readonly now: number | null;
  readonly arrivedAt: number | null;
  readonly artifactDigest: string | null;
  /** Survives a clean rebase; the digest does not. */
  readonly patchId: string | null;
  readonly kind: ArtifactKind | null;
  readonly targetBranch: string | null;
  /** `reason: null`: it is known that nothing is frozen. */
  readonly freeze: { readonly reason: string | null } | null;
  readonly files: readonly ChangedFile[] | null;
  /** Changed lines without generated and lock files. */
  readonly reviewableTotal: number | null;
  readonly trees: { readonly head: string | null; readonly mergeResult: string | null };
  /** `required` is what the contract asks for; the policy may ask for more by name. */
  readonly checks: { readonly required: readonly string[]; readonly results: Readonly<Record<string, CheckFact>> } | null;
  /** By finding class and by id prefix. */
  readonly detectors: Readonly<Record<string, DetectorState>> | null;
  readonly findings: readonly PolicyFinding[] | null;
  readonly evidence: Readonly<Record<EvidenceKey, boolean | null>>;
  /** What changed since the round before; null in a first round. */
  readonly lastRoundPaths: readonly string[] | null;
  readonly task: {
    readonly kind: Contract['returns']['artifact'] | null;
    readonly risk: Contract['boundary']['risk'] | null;
    readonly allowedPaths: readonly string[];
    readonly deniedPaths: readonly string[];
    /** A named person had the session open. */
    readonly attended: boolean | null;
    readonly capabilities: readonly string[] | null;
    readonly labels: readonly string[] | null;
    /** Where the text of the task came from: `person`, `external_issue`, … */
    readonly source: string | null;
  } | null;
  /** Base branch files, for what a task's globs cover; known at dispatch only. */
  readonly repositoryPaths: readonly string[] | null;
  readonly agent: { readonly name: string | null; readonly model: string | null } | null;
  readonly sandboxViolations: number | null;
  /** How often policy has sent this task back to the agent. */
  readonly bounces: number | null;
  readonly requesterId: string | null;
  /** People who put commits on the branch at any time. */
  readonly committerIds: readonly string[] | null;
  /** Reviews of the whole task, oldest first. */
  readonly reviews: readonly PolicyReview[] | null;
  readonly openThreads: number | null;
  readonly releases: readonly Release[] | null;
  readonly solo: SoloMode | null;
};

export const conclusionOf = (verdict: CheckVerdict['verdict']): CheckConclusion =>
  verdict === 'passed' || verdict === 'proven'
    ? 'success'
    : verdict === 'failed'
      ? 'failure'
      : verdict === 'not_reproduced'
        ? 'not_reproduced'
        : 'missing';
