import type { Contract } from '../contract.ts';
import type { LintFinding } from '../lint.ts';

const BUG_WORDS =
  /\b(?:fix(?:es|ed)?|bugs?|throws?|crash(?:es|ed|ing)?|regressions?|5\d\d|exceptions?|broken|wrongly|fails?|failing|stack\s?trace|panics?|null pointer)\b/i;

export const lintChecks = (contract: Contract): readonly LintFinding[] => {
  const { checks } = contract.verification;
  const kind = contract.returns.artifact;
  const findings: LintFinding[] = [];
  if (checks.length === 0 && kind !== 'investigation') {
    findings.push({
      code: 'check_missing',
      severity: 'error',
      field: 'verification.checks',
      message: 'Nothing would prove the result. Add at least one command that we can run in a clean container, e.g. `npm test`.',
    });
  }
  const seen = new Set<string>();
  for (const [index, check] of checks.entries()) {
    if (seen.has(check.name)) {
      findings.push({
        code: 'check_duplicate_name',
        severity: 'error',
        field: `verification.checks.${index}.name`,
        message: `Two checks are called "${check.name}". Give each its own name.`,
      });
    }
    seen.add(check.name);
    const why = cannotFail(check.command);
    if (why !== null) {
      findings.push({
        code: 'check_cannot_fail',
        severity: 'error',
        field: `verification.checks.${index}.command`,
        message: `This command always succeeds (${why}), so it proves nothing. Let it exit non-zero when something is wrong.`,
      });
    }
  }
  if (checks.length > 0 && !checks.some((check) => check.reproduces)) {
    if (kind === 'failing_test') {
      findings.push({
        code: 'reproduction_missing',
        severity: 'error',
        field: 'verification.checks',
        message:
          'A failing test is asked for, but no check is marked as the reproduction. Mark the check that must fail because of the bug.',
      });
    } else if (kind === 'change' && BUG_WORDS.test(contract.task.outcome)) {
      findings.push({
        code: 'reproduction_missing',
        severity: 'warning',
        field: 'verification.checks',
        message:
          'This reads like a bug, but no check is marked as its reproduction. Mark the check that fails on the base and passes on the result; otherwise nothing shows that the bug was there.',
      });
    }
  }
  return findings;
};

/** Why a shell command can never fail, or null. Catches the honest mistake; a determined author can still write one. */
export const cannotFail = (command: string): string | null => {
  const text = command.trim().replace(/\s+/g, ' ');
  const commands = text.split(/&&|\|\||[;|\n]/).map((part) => part.trim());
  if (
    commands.every(
      (part) =>
        part === '' ||
        part === 'true' ||
        part === ':' ||
        part === '/bin/true' ||
        /^exit 0$/.test(part) ||
        /^(?:echo|printf)\b[^<>`$]*$/.test(part),
    )
  )
    return 'it runs nothing that can fail';
  const masked = /(?:\|\||;) ?(true|:|exit 0|\/bin\/true|echo\b[^|;&]*) ?\)?$/.exec(text);
  if (masked !== null) return `it ends in \`${masked[0].trim()}\``;
  return /^set \+e ?;/.test(text) && / ?exit 0$/.test(text) ? 'it ignores errors' : null;
};
