import type { ArtifactKind, Change } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import type { PlannedCheck } from './check.ts';

/**
 * Which checks we run, and on which tree. Every check runs on the result. A reproduction also runs on the base with the
 * result's tests on top. For a failing test there is nothing but that second tree: the bug is still there, so the
 * reproduction runs on `base` only and must fail. Nothing is run where nothing was changed.
 */
export const planChecks = (contract: Contract, change: Change, kind: ArtifactKind = contract.returns.artifact): readonly PlannedCheck[] => {
  if (kind === 'investigation' || change.files.length === 0) return [];
  return contract.verification.checks.flatMap((check): PlannedCheck[] => {
    if (!check.reproduces) return [{ check, subject: 'result' }];
    if (contract.returns.artifact === 'failing_test') return [{ check, subject: 'base' }];
    return [
      { check, subject: 'base' },
      { check, subject: 'result' },
    ];
  });
};
