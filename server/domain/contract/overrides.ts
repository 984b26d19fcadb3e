import { z } from 'zod';
import type { Contract } from './contract.ts';
import { LINT_CODES, type LintFacts, type LintFinding, lintContract } from './lint.ts';

const MIN_REASON_CHARACTERS = 10;

/** A person's reason to go ahead in spite of one warning. Kept with the task; also shown in review. */
export const overrideSchema = z.object({
  code: z.enum(LINT_CODES),
  field: z.string().max(200),
  reason: z.string().trim().min(MIN_REASON_CHARACTERS, `Say why in at least ${MIN_REASON_CHARACTERS} characters.`).max(2_000),
});
export type LintOverride = z.infer<typeof overrideSchema>;

export type ContractStanding = {
  readonly accepted: boolean;
  readonly errors: readonly LintFinding[];
  /** Warnings that nobody has given a reason for. */
  readonly openWarnings: readonly LintFinding[];
  readonly overridden: readonly { readonly finding: LintFinding; readonly reason: string }[];
};

/** May this contract be dispatched? An error stops it; a warning needs a reason of its own, for the same code and field. */
export const acceptContract = (contract: Contract, facts: LintFacts, overrides: readonly LintOverride[]): ContractStanding => {
  const errors: LintFinding[] = [];
  const openWarnings: LintFinding[] = [];
  const overridden: { finding: LintFinding; reason: string }[] = [];
  for (const finding of lintContract(contract, facts)) {
    const reason = overrides.find((entry) => entry.code === finding.code && entry.field === finding.field)?.reason.trim() ?? '';
    if (finding.severity === 'error') errors.push(finding);
    else if (reason.length < MIN_REASON_CHARACTERS) openWarnings.push(finding);
    else overridden.push({ finding, reason });
  }
  return { accepted: errors.length === 0 && openWarnings.length === 0, errors, openWarnings, overridden };
};
