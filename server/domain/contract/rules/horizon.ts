import type { Contract } from '../contract.ts';
import type { LintFinding } from '../lint.ts';

/** What an hour of an agent's work can be reviewed as; from the sizes at which review stops finding anything. */
const LONG_MINUTES = 120;
const LARGE_FILES = 50;
const LARGE_LINES = 1_500;

export const lintHorizon = (contract: Contract): readonly LintFinding[] => {
  const findings: LintFinding[] = [];
  const { minutes, noProgressMinutes } = contract.stop;
  if (minutes > LONG_MINUTES) {
    findings.push({
      code: 'horizon_too_long',
      severity: 'warning',
      field: 'stop.minutes',
      message: `${minutes} minutes alone is long: mistakes pile up unseen. Cut the task so that ${LONG_MINUTES} minutes are enough.`,
    });
  }
  if (contract.boundary.maxFiles > LARGE_FILES) {
    findings.push({
      code: 'horizon_too_long',
      severity: 'warning',
      field: 'boundary.maxFiles',
      message: `${contract.boundary.maxFiles} files are more than one person can review with care. Cut the task into slices of at most ${LARGE_FILES} files.`,
    });
  }
  if (contract.boundary.maxLines > LARGE_LINES) {
    findings.push({
      code: 'horizon_too_long',
      severity: 'warning',
      field: 'boundary.maxLines',
      message: `${contract.boundary.maxLines} lines are more than one person can review with care. Cut the task into slices of at most ${LARGE_LINES} lines.`,
    });
  }
  if (noProgressMinutes >= minutes) {
    findings.push({
      code: 'no_progress_too_long',
      severity: 'warning',
      field: 'stop.noProgressMinutes',
      message: `Stopping after ${noProgressMinutes} minutes without progress never happens within ${minutes} minutes. Make it shorter, so that a stuck agent is stopped early.`,
    });
  }
  return findings;
};
