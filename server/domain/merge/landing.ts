import { clauseVerdicts } from '../artifact/clauses.ts';
import { artifactDigest } from '../artifact/digest.ts';
import type { Artifact, Change } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import type { Decided } from '../policy/decided.ts';
import type { Decision } from '../policy/decision.ts';
import type { RiskReport } from '../risk/finding.ts';
import { type Failure, failure } from '../shared/failure.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { listed } from '../shared/visible.ts';
import type { CheckResult, PlannedCheck } from '../verification/check.ts';
import { checkVerdicts, isGreen } from '../verification/verdict.ts';
import { mayMerge } from './preconditions.ts';

/** More names of files than these help nobody. */
const MAX_PATHS = 50;

/** The commit that a run would land as, and what was found out about its tree. */
export type Landing = {
  readonly ontoSha: string;
  readonly commitSha: string;
  readonly treeId: string;
  readonly patchId: string;
  readonly artifactDigest: string;
  /** Checks that were run for it; those with a receipt for this very tree are not among them. */
  readonly ran: readonly CheckResult[];
  readonly risks: RiskReport;
  readonly decision: Decided;
};

/** What was checked before is, byte for byte, what would land: its receipts and findings count as they are. */
export const isAsChecked = ({ change }: Artifact, ready: { readonly onto: string; readonly treeId: string }): boolean =>
  ready.onto === change.baseSha && ready.treeId === change.headTree;

/**
 * The artifact as it lands on a base that has moved. While the patch id is the same it is the artifact that people approved;
 * another patch id is another artifact, and approvals of the earlier one do not count for it.
 */
export const asLanded = (contract: Contract, artifact: Artifact, landing: Change): Artifact => {
  // The commit that we make has one author; who wrote what is in the agent's own commits.
  const change = { ...landing, commits: artifact.change.commits };
  return {
    ...artifact,
    change,
    clauses: clauseVerdicts(contract, change, artifact.handoff),
    digest: landing.patchId === artifact.change.patchId ? artifact.digest : artifactDigest(change, artifact.handoff),
  };
};

/**
 * A receipt counts for exactly one tree, and only where it speaks for landing: a check that was red, ran out of time or could
 * not be run is run again when somebody tries again.
 */
export const receiptFor = ({ check, subject }: PlannedCheck, treeId: string, receipts: readonly CheckResult[]): CheckResult | null =>
  receipts.findLast(
    (receipt) =>
      receipt.name === check.name &&
      receipt.command === check.command &&
      receipt.subject === subject &&
      receipt.treeId === treeId &&
      receipt.outcome === (subject === 'base' ? 'failed' : 'passed'),
  ) ?? null;

export type LandingQuestion = {
  readonly artifact: Artifact;
  readonly landed: Artifact;
  readonly planned: readonly PlannedCheck[];
  readonly checks: readonly CheckResult[];
  readonly decision: Decision;
  readonly branch: string;
  readonly ontoSha: string;
};

/** May this tree land? A no names the check, the change of the patch, or the rule. */
export const mayLand = ({ artifact, landed, planned, checks, decision, branch, ontoSha }: LandingQuestion): Result<void> => {
  const where = `${branch} at ${ontoSha.slice(0, 12)}`;
  const red = checkVerdicts(planned, checks).filter(({ verdict }) => !isGreen(verdict));
  if (red.length > 0) {
    const said = red.map(({ name, sentence }) => `${name}: ${sentence}`);
    return fail(
      failure(
        'merge_check_failed',
        `Nothing landed: ${red.length === 1 ? 'a check is' : 'checks are'} not green on the tree that would have (${where} with this change). ${said.join(' ')}`,
      ),
    );
  }
  const allowed = mayMerge({ decision, artifact: landed });
  if (allowed.ok) return ok(undefined);
  return fail(notPermitted(artifact, landed, where, allowed.failure));
};

const notPermitted = (artifact: Artifact, landed: Artifact, where: string, why: Failure): Failure => {
  if (landed.digest === artifact.digest) return failure('merge_not_permitted', `Nothing landed on ${where}. ${why.message}`);
  const names = listed(
    landed.change.files.map((file) => file.path),
    5,
  );
  return failure(
    'merge_change_differs',
    `Nothing landed: on ${where} the change is no longer the one that was approved (${names}), so its approvals do not count. ${why.message}`,
    { onto: landed.change.baseSha, paths: JSON.stringify(landed.change.files.map((file) => file.path).slice(0, MAX_PATHS)) },
  );
};
