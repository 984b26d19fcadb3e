import type { Artifact, FilePatch } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import { listed } from '../shared/visible.ts';
import type { CheckResult } from '../verification/check.ts';
import { planChecks } from '../verification/plan.ts';
import { checkVerdicts } from '../verification/verdict.ts';
import { type DetectorRun, type Finding, type RiskReport, SEVERITIES } from './finding.ts';
import { lineReader, type RiskFacts, type RiskRule, type RuleResult } from './rule.ts';
import { RISK_RULES } from './rules.ts';

export type RiskInput = {
  readonly contract: Contract;
  readonly artifact: Artifact;
  readonly patches: readonly FilePatch[];
  readonly checks: readonly CheckResult[];
};

/**
 * All findings, worst first, and how each detector fared. One detector that throws or cannot read a file does not stop
 * the others; it is reported as failed, which policy reads as unknown and never as "nothing found".
 */
export const analyzeRisks = ({ contract, artifact, patches, checks }: RiskInput, rules: readonly RiskRule[] = RISK_RULES): RiskReport => {
  const facts: RiskFacts = {
    contract,
    artifact,
    verdicts: checkVerdicts(planChecks(contract, artifact.change, artifact.kind), checks),
    linesOf: lineReader(patches),
  };
  const findings: Finding[] = [];
  const detectors: DetectorRun[] = [];
  for (const rule of rules) {
    const result = runRule(rule, facts);
    if ('error' in result) {
      detectors.push({ name: rule.id, version: rule.version, state: 'failed', reason: result.error });
      continue;
    }
    findings.push(...result.findings);
    const unreadable = result.unreadable ?? [];
    if (unreadable.length > 0)
      detectors.push({ name: rule.id, version: rule.version, state: 'failed', reason: `could not read ${listed(unreadable)}` });
    else if (result.notApplicable !== undefined)
      detectors.push({ name: rule.id, version: rule.version, state: 'not_applicable', reason: result.notApplicable });
    else detectors.push({ name: rule.id, version: rule.version, state: 'ran', reason: null });
  }
  return { findings: findings.sort(byWeight), detectors };
};

const runRule = (rule: RiskRule, facts: RiskFacts): RuleResult | { readonly error: string } => {
  try {
    return rule.run(facts);
  } catch (error) {
    return { error: error instanceof Error ? `the detector broke: ${error.name}` : 'the detector broke' };
  }
};

const byWeight = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
  compare(a.at?.path ?? '', b.at?.path ?? '') ||
  (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
  compare(a.id, b.id) ||
  compare(a.fingerprint, b.fingerprint);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
