import type { Artifact } from '../../server/domain/artifact/manifest.ts';
import type { Contract } from '../../server/domain/contract/contract.ts';
import type { CheckResult, CheckVerdict } from '../../server/domain/verification/check.ts';
import { planChecks } from '../../server/domain/verification/plan.ts';
import { checkVerdicts } from '../../server/domain/verification/verdict.ts';

/** The same judgement that the policy works with, over what the contract asked for and what we saw. */
export const verdictsOf = (contract: Contract, artifact: Artifact, checks: readonly CheckResult[]): readonly CheckVerdict[] =>
  checkVerdicts(planChecks(contract, artifact.change, artifact.kind), checks);
