import type { ArtifactKind, ChangedFile } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import type { Review } from '../review/review.ts';
import type { Finding } from '../risk/finding.ts';
import type { CheckVerdict } from '../verification/check.ts';

/** What a required check came to. Only `success` is green. */
export type CheckConclusion = 'success' | 'failure' | 'not_reproduced' | 'missing' | 'pending';

export type DetectorState = 'ran' | 'failed' | 'not_applicable';

/** Everything that a decision may look at, gathered first and frozen. Null is "not known", which never permits anything. */
export type PolicyFacts = {
  readonly artifactDigest: string | null;
  readonly kind: ArtifactKind | null;
  readonly targetBranch: string | null;
  readonly files: readonly ChangedFile[] | null;
  readonly checks: { readonly required: readonly string[]; readonly conclusions: Readonly<Record<string, CheckConclusion>> } | null;
  /** By finding class and by id prefix. */
  readonly detectors: Readonly<Record<string, DetectorState>> | null;
  readonly findings: readonly Finding[] | null;
  readonly evidence: {
    readonly summary_present: boolean | null;
    readonly handed_off_by_agent: boolean | null;
    readonly clauses_kept: boolean | null;
  };
  readonly task: {
    readonly kind: Contract['returns']['artifact'];
    readonly risk: Contract['boundary']['risk'];
    readonly allowedPaths: readonly string[];
    readonly deniedPaths: readonly string[];
  } | null;
  /** Base branch files, for what a task's globs cover; known at dispatch only. */
  readonly repositoryPaths: readonly string[] | null;
  readonly rounds: number | null;
  /** What keeps the target repository from landing anything now. */
  readonly freeze: { readonly until: number; readonly reason: string } | 'none' | null;
  readonly requesterId: string | null;
  /** People who put commits on the branch at any time. */
  readonly committerIds: readonly string[] | null;
  /** Reviews of the whole task, oldest first. */
  readonly reviews: readonly Review[] | null;
};

export const conclusionOf = (verdict: CheckVerdict['verdict']): CheckConclusion =>
  verdict === 'passed' || verdict === 'proven'
    ? 'success'
    : verdict === 'failed'
      ? 'failure'
      : verdict === 'not_reproduced'
        ? 'not_reproduced'
        : 'missing';
