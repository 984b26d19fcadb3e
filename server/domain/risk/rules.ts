import type { RiskRule } from './rule.ts';
import { controlFiles, maskedFailures } from './rules/control-files.ts';
import { contradictedClaims, endedWithoutHandoff, missingEvidence, notReproduced } from './rules/evidence.ts';
import { executableBit, hostileNames, submodules, symlinks } from './rules/git-objects.ts';
import { outOfBoundary, tooLarge } from './rules/scope.ts';
import { sensitivePaths } from './rules/sensitive.ts';
import { testsDeleted } from './rules/tests-deleted.ts';
import { testsSkipped } from './rules/tests-skipped.ts';

/** Every detector there is, in the order of the catalogue. */
export const RISK_RULES: readonly RiskRule[] = [
  testsDeleted,
  testsSkipped,
  maskedFailures,
  controlFiles,
  symlinks,
  submodules,
  hostileNames,
  executableBit,
  outOfBoundary,
  tooLarge,
  sensitivePaths,
  contradictedClaims,
  notReproduced,
  missingEvidence,
  endedWithoutHandoff,
];
