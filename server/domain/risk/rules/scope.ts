import { changedLines, touchedPaths } from '../../artifact/clauses.ts';
import { compilePathSet, judgePath } from '../../contract/paths.ts';
import { GENERATED_GLOBS, LOCKFILE_GLOBS } from '../../shared/path-sets.ts';
import { visibleLine } from '../../shared/visible.ts';
import { finding, type RiskRule } from '../rule.ts';

export const outOfBoundary: RiskRule = {
  id: 'SCP-03',
  name: 'Outside the declared scope',
  cls: 'scope',
  version: '1',
  detects:
    'Paths of the change, both sides of a rename, that the contract does not allow or that it denies. Compared with the globs of the contract.',
  run: ({ contract, artifact }) => {
    const allowed = compilePathSet(contract.boundary.allowedPaths);
    const denied = compilePathSet(contract.boundary.deniedPaths);
    const findings = touchedPaths(artifact.change).flatMap((path) => {
      const at = { path, side: 'head' as const, line: null };
      const ask = 'Does the task need this file? If so, why was it not in the contract?';
      const deniedBy = judgePath(denied, path);
      const verdict = judgePath(allowed, path);
      if (deniedBy === 'inside')
        return [
          finding({
            id: 'SCP-03',
            cls: 'scope',
            severity: 'high',
            confidence: 'certain',
            at,
            evidence: `${visibleLine(path)} is denied by the contract (${denied.find(path) ?? ''})`,
            ask,
          }),
        ];
      if (verdict === 'outside')
        return [
          finding({
            id: 'SCP-03',
            cls: 'scope',
            severity: 'medium',
            confidence: 'certain',
            at,
            evidence: `${visibleLine(path)} is outside of what the contract allows`,
            ask,
          }),
        ];
      if (verdict === 'unknown')
        return [
          finding({
            id: 'SCP-03',
            cls: 'scope',
            severity: 'high',
            confidence: 'certain',
            at,
            evidence: `${visibleLine(path)} cannot be classified by the contract`,
            ask,
          }),
        ];
      return [];
    });
    return { findings };
  },
};

const NOT_READ = compilePathSet([...GENERATED_GLOBS, ...LOCKFILE_GLOBS]);
const MANY_LINES = 400;
const MANY_FILES = 30;

export const tooLarge: RiskRule = {
  id: 'SCP-01',
  name: 'Too big to review',
  cls: 'scope',
  version: '1',
  detects: `More files or lines than the contract allows, or more than ${MANY_LINES} reviewable lines or ${MANY_FILES} files (generated and lock files left out).`,
  run: ({ contract, artifact }) => {
    const { change } = artifact;
    const { maxFiles, maxLines } = contract.boundary;
    const read = change.files.filter((file) => NOT_READ.find(file.path) === null);
    const reviewable = read.reduce((sum, file) => sum + file.added + file.deleted, 0);
    const lines = changedLines(change);
    const overContract = change.files.length > maxFiles || lines > maxLines;
    if (!overContract && reviewable <= MANY_LINES && read.length <= MANY_FILES) return { findings: [] };
    const limit = overContract ? `; the contract allows ${maxLines} lines in ${maxFiles} files` : '';
    return {
      findings: [
        finding({
          id: 'SCP-01',
          cls: 'scope',
          severity: 'medium',
          confidence: 'certain',
          at: null,
          evidence: `${reviewable} reviewable lines in ${read.length} files${limit}`,
          ask: 'Can this be read with care in one sitting, or should it come back in parts?',
          line: 'size',
        }),
      ],
    };
  },
};
