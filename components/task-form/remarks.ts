import type { LintFinding } from '../../server/domain/contract/lint.ts';
import type { FieldProblem } from './draft.ts';

/** Everything there is to say about a draft, each with the field it belongs to. */
export type Remarks = {
  readonly findings: readonly LintFinding[];
  readonly problems: readonly FieldProblem[];
  readonly blanks: readonly FieldProblem[];
};

/** A reason counts from this many characters on; the API holds to the same number. */
export const MIN_REASON_CHARACTERS = 10;

/** A reason answers one warning at one field. */
export const reasonKey = (finding: Pick<LintFinding, 'code' | 'field'>): string => `${finding.code} ${finding.field}`;

/** Is `field` the field of the remark, or a part of it? `verification.checks.0` is in `verification.checks`. */
const isIn = (field: string, owner: string): boolean => field === owner || field.startsWith(`${owner}.`);

/** What stands beside one field. An owner whose parts have their own place passes `exact`. */
export const remarksAt = (remarks: Remarks, owner: string, exact = false): Remarks => {
  const keep = ({ field }: { field: string }) => (exact ? field === owner : isIn(field, owner));
  return { findings: remarks.findings.filter(keep), problems: remarks.problems.filter(keep), blanks: remarks.blanks.filter(keep) };
};

/** What the linter says about a list that is still empty: a gap like any other until the person has been there. */
const EMPTY_LIST_CODES: readonly string[] = ['boundary_missing', 'check_missing'];

/** Drops what the linter says about gaps that were only filled for it, and counts empty lists among the gaps. */
export const withoutFillers = (remarks: Remarks): Remarks => {
  const isGap = ({ field }: { field: string }) => remarks.blanks.some((blank) => blank.field === field);
  const isEmptyList = (finding: LintFinding) => finding.severity === 'error' && EMPTY_LIST_CODES.includes(finding.code);
  const emptyLists = remarks.findings.filter(isEmptyList).map(({ field, message }) => ({ field, message }));
  return {
    findings: remarks.findings.filter((finding) => !isGap(finding) && !isEmptyList(finding)),
    problems: remarks.problems.filter((problem) => !isGap(problem)),
    blanks: [...remarks.blanks, ...emptyLists],
  };
};

export type Standing = { readonly blanks: number; readonly errors: number; readonly openWarnings: number; readonly overridden: number };

/** How far the contract is from being accepted. */
export const standingOf = (remarks: Remarks, reasons: Readonly<Record<string, string>>): Standing => {
  const warnings = remarks.findings.filter(({ severity }) => severity === 'warning');
  const overridden = warnings.filter((finding) => (reasons[reasonKey(finding)] ?? '').trim().length >= MIN_REASON_CHARACTERS).length;
  return {
    blanks: remarks.blanks.length,
    errors: remarks.problems.length + remarks.findings.filter(({ severity }) => severity === 'error').length,
    openWarnings: warnings.length - overridden,
    overridden,
  };
};
