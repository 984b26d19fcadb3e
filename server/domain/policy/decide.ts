import type { Artifact } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import type { Review } from '../review/review.ts';
import type { RiskReport } from '../risk/finding.ts';
import { digestOf } from '../shared/digest.ts';
import type { Person } from '../shared/role.ts';
import type { CheckResult } from '../verification/check.ts';
import { planChecks } from '../verification/plan.ts';
import { checkVerdicts } from '../verification/verdict.ts';
import type { Decision } from './decision.ts';
import { detectorStates } from './detectors.ts';
import { taskFacts } from './dispatch.ts';
import { evaluatePolicy } from './evaluate.ts';
import { conclusionOf, type PolicyFacts } from './facts.ts';
import { parsePolicy } from './parse.ts';

export type StoredPolicy = { readonly name: string; readonly version: number; readonly digest: string; readonly yaml: string };

export type DecideInput = {
  readonly policy: StoredPolicy;
  readonly contract: Contract;
  readonly artifact: Artifact;
  readonly checks: readonly CheckResult[];
  readonly risks: RiskReport;
  /** All reviews of the task, oldest first: a request for changes on an earlier artifact still stands. */
  readonly reviews: readonly Review[];
  readonly people: readonly Person[];
  readonly requester: Person;
  /** Left out is "not known". */
  readonly freeze?: PolicyFacts['freeze'];
};

/** Gathers the facts and asks the policy. A policy that cannot be read holds everything. */
export const decide = (input: DecideInput): Decision => {
  const { policy: stored } = input;
  const facts = gatherFacts(input);
  const named = { name: stored.name, version: stored.version, digest: stored.digest };
  const parsed = parsePolicy(stored.yaml);
  if (!parsed.ok) {
    const first = parsed.failure[0];
    return {
      disposition: 'HOLD',
      policy: named,
      factsDigest: digestOf(facts),
      because: [`the active policy cannot be read: ${first === undefined ? 'unknown problem' : `line ${first.line}: ${first.message}`}`],
      trace: [],
      needs: [],
      missing: ['a policy that can be read'],
      ignored: [],
      nearestAutomatic: null,
    };
  }
  return { ...evaluatePolicy(parsed.value, facts, input.people), policy: named };
};

export const gatherFacts = ({
  contract,
  artifact,
  checks,
  risks,
  reviews,
  requester,
  freeze = null,
}: Omit<DecideInput, 'policy' | 'people'>): PolicyFacts => {
  const { change, handoff } = artifact;
  const verdicts = checkVerdicts(planChecks(contract, change, artifact.kind), checks);
  // Only what could land has to be proven; a report is read and accepted by a person.
  const isProven = (artifact.kind === 'change' || artifact.kind === 'failing_test') && change.files.length > 0;
  const clauses = artifact.clauses.map((clause) => clause.verdict);
  return {
    artifactDigest: artifact.digest,
    kind: artifact.kind,
    targetBranch: contract.environment.baseBranch,
    files: change.files,
    checks: {
      required: isProven ? contract.verification.checks.map((check) => check.name) : [],
      conclusions: Object.fromEntries(verdicts.map((verdict) => [verdict.name, conclusionOf(verdict.verdict)])),
    },
    detectors: detectorStates(risks.detectors),
    findings: risks.findings,
    evidence: {
      summary_present: handoff.summary.trim() !== '',
      handed_off_by_agent: artifact.handoffBy === 'agent',
      clauses_kept: clauses.includes('broken') ? false : clauses.length === 0 || clauses.includes('unknown') ? null : true,
    },
    task: taskFacts(contract),
    repositoryPaths: null,
    rounds: null,
    freeze: freeze === null || freeze === 'none' ? freeze : { until: freeze.until, reason: freeze.reason },
    requesterId: requester.id,
    // Nobody but the agent can write to a task branch in this version.
    committerIds: [],
    reviews,
  };
};
