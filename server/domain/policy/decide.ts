import type { Artifact, ChangedFile } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import { type Freeze, freezeWords } from '../merge/freeze.ts';
import type { StoredRelease } from '../review/release.ts';
import type { Review } from '../review/review.ts';
import { type StoredWaiver, waiverOf } from '../review/waiver.ts';
import type { RiskReport } from '../risk/finding.ts';
import { GENERATED_GLOBS, LOCKFILE_GLOBS, SNAPSHOT_GLOBS } from '../shared/path-sets.ts';
import type { Person, Role } from '../shared/role.ts';
import type { CheckResult } from '../verification/check.ts';
import { planChecks } from '../verification/plan.ts';
import { checkVerdicts } from '../verification/verdict.ts';
import { type Decided, decideBy } from './decided.ts';
import { detectorStates } from './detectors.ts';
import { taskFacts } from './dispatch.ts';
import type { ActivePolicy } from './effective-policy.ts';
import { conclusionOf, type PolicyFacts, type PolicyReview } from './facts.ts';

export type DecideInput = {
  readonly policy: ActivePolicy;
  readonly contract: Contract;
  readonly artifact: Artifact;
  readonly checks: readonly CheckResult[];
  readonly risks: RiskReport;
  /** All reviews of the task, oldest first: a request for changes on an earlier artifact still stands. */
  readonly reviews: readonly Review[];
  readonly people: readonly Person[];
  readonly requester: Person;
  /** Blocks of the artifact that somebody let through. */
  readonly releases: readonly StoredRelease[];
  /** People with lines of their own in this artifact or in an earlier one of the task. */
  readonly committerIds: readonly string[];
  /** What keeps the target repository from landing anything now; null when nothing does. */
  readonly freeze: Freeze | null;
  /** That last now, in the target repository. */
  readonly waivers: readonly StoredWaiver[];
  readonly arrivedAt: number;
  readonly now: number;
};

/** Gathers the facts and asks the policy. A policy that cannot be read holds everything. */
export const decide = (input: DecideInput): Decided => decideBy(input.policy, gatherFacts(input), input.people);

/** What an installation of this version can know. Nobody attends runs, and policy sends no work back by itself yet. */
export const gatherFacts = ({
  contract,
  artifact,
  checks,
  risks,
  reviews,
  people,
  requester,
  releases,
  committerIds,
  freeze,
  waivers,
  arrivedAt,
  now,
}: Omit<DecideInput, 'policy'>): PolicyFacts => {
  const { change, handoff } = artifact;
  const clauses = artifact.clauses.map((clause) => clause.verdict);
  return {
    now,
    arrivedAt,
    artifactDigest: artifact.digest,
    patchId: change.patchId,
    kind: artifact.kind,
    targetBranch: contract.environment.baseBranch,
    freeze: { reason: freeze === null ? null : freezeWords(freeze) },
    files: change.files,
    reviewableTotal: reviewableLines(change.files),
    // What will land is not made before the merge, so its tree is not known.
    trees: { head: change.headTree, mergeResult: null },
    checks: checkFacts(contract, artifact, checks),
    detectors: detectorStates(risks.detectors),
    findings: risks.findings.map(({ id, cls, severity, at, evidence, fingerprint }) => ({
      id,
      cls,
      severity,
      at: at && { path: at.path, line: at.line },
      evidence,
      fingerprint,
      waived: waiverOf({ fingerprint, severity }, waivers, requester.id),
    })),
    evidence: {
      summary_present: handoff.summary.trim() !== '',
      handed_off_by_agent: artifact.handoffBy === 'agent',
      clauses_kept: clauses.includes('broken') ? false : clauses.length === 0 || clauses.includes('unknown') ? null : true,
      regenerated_identical: null,
      ast_identical: null,
      previous_checks_failed: null,
      new_tests_fail_on_base: null,
      base_tests_pass_on_head: null,
    },
    lastRoundPaths: null,
    task: taskFacts(contract),
    repositoryPaths: null,
    agent: { name: contract.environment.agent, model: null },
    // A broker that refuses a request has kept the boundary; nothing here sees one broken.
    sandboxViolations: null,
    bounces: null,
    requesterId: requester.id,
    committerIds,
    reviews: reviews.map((review) => reviewFact(review, people)),
    openThreads: null,
    releases: releases.map((release) => ({ ...release, kind: 'person', role: roleOf(people, release.userId) })),
    solo: null,
  };
};

const checkFacts = (contract: Contract, artifact: Artifact, results: readonly CheckResult[]): PolicyFacts['checks'] => {
  const { change, kind } = artifact;
  const verdicts = checkVerdicts(planChecks(contract, change, kind), results);
  // Only what could land has to be proven; a report is read and accepted by a person.
  const isProven = (kind === 'change' || kind === 'failing_test') && change.files.length > 0;
  return {
    required: isProven ? contract.verification.checks.map((check) => check.name) : [],
    results: Object.fromEntries(
      verdicts.map(({ name, verdict, result }) => [
        name,
        // A failing test runs on the base with the result's tests on top: a tree made of this very head.
        { conclusion: conclusionOf(verdict), source: 'control-plane', tree: result?.treeId ?? change.headTree, isStale: false },
      ]),
    ),
  };
};

const MADE_BY_TOOLS = compilePathSet([...GENERATED_GLOBS, ...LOCKFILE_GLOBS, ...SNAPSHOT_GLOBS]);
const reviewableLines = (files: readonly ChangedFile[]): number =>
  files
    .filter((file) => !isPlainPath(file.path) || MADE_BY_TOOLS.find(file.path) === null)
    .reduce((sum, { added, deleted }) => sum + added + deleted, 0);

const roleOf = (people: readonly Person[], id: string): Role | null => people.find((person) => person.id === id)?.role ?? null;

const reviewFact = (review: Review, people: readonly Person[]): PolicyReview => ({
  reviewerId: review.reviewerId,
  reviewerName: review.reviewerName,
  kind: 'person',
  role: roleOf(people, review.reviewerId),
  verdict: review.verdict,
  artifactDigest: review.artifactDigest,
  patchId: review.patchId,
  reason: review.reason,
  viewed: review.given.viewed,
  checklist: review.given.checklist,
  acks: review.given.acks,
  isReauthenticated: review.given.reauthenticated,
  cleared: null,
});
