import type { Contract } from './contract.ts';
import { lintBoundary } from './rules/boundary.ts';
import { lintChecks } from './rules/checks.ts';
import { lintHorizon } from './rules/horizon.ts';
import { lintOutcome } from './rules/outcome.ts';

/** One remark of the contract linter, beside the field it concerns. An error stops the task; a warning can be overridden with a reason. */
export type LintFinding = {
  readonly code: LintCode;
  readonly severity: 'error' | 'warning';
  /** Dotted path into the contract, e.g. `boundary.allowedPaths` or `verification.checks.0.command`. */
  readonly field: string;
  /** What is the matter, and what to do. */
  readonly message: string;
};

export const LINT_CODES = [
  'outcome_vague',
  'outcome_several',
  'outcome_too_short',
  'boundary_missing',
  'boundary_glob_unreadable',
  'boundary_too_wide',
  'boundary_matches_nothing',
  'boundary_sensitive',
  'check_missing',
  'check_cannot_fail',
  'check_duplicate_name',
  'reproduction_missing',
  'horizon_too_long',
  'no_progress_too_long',
  'network_not_available',
] as const;
export type LintCode = (typeof LINT_CODES)[number];

/** Facts that the linter needs beside the contract. `paths` is the base branch's file list, or null when not known yet. */
export type LintFacts = { readonly paths: readonly string[] | null };

/** All remarks, errors first, otherwise in the order of the form. */
export const lintContract = (contract: Contract, facts: LintFacts): readonly LintFinding[] => {
  const findings = [...lintOutcome(contract), ...lintBoundary(contract, facts), ...lintChecks(contract), ...lintHorizon(contract)];
  return [...findings.filter((finding) => finding.severity === 'error'), ...findings.filter((finding) => finding.severity === 'warning')];
};
