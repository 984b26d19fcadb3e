import type { Contract } from '../contract/contract.ts';
import { compilePathSet, judgePath } from '../contract/paths.ts';
import { codePoint, listed, visibleLine } from '../shared/visible.ts';
import { isTestPath } from '../verification/test-paths.ts';
import type { Change, ChangedFile, ClauseVerdict, Handoff } from './manifest.ts';

/** What the contract's boundary says about what came back, clause by clause. A verdict is never an exception. */
export const clauseVerdicts = (contract: Contract, change: Change, handoff: Handoff): readonly ClauseVerdict[] => [
  allowedPaths(contract, change),
  deniedPaths(contract, change),
  size(contract, change),
  branchOnly(change),
  returnKind(contract, change, handoff),
  treeShape(change),
];

/** Both sides of a rename or copy: moving a file out of a place touches that place. */
export const touchedPathsOf = (files: readonly ChangedFile[]): readonly string[] => [
  ...new Set(files.flatMap((file) => (file.oldPath === null ? [file.path] : [file.oldPath, file.path]))),
];
export const touchedPaths = (change: Change): readonly string[] => touchedPathsOf(change.files);

const allowedPaths = (contract: Contract, change: Change): ClauseVerdict => {
  const paths = touchedPaths(change);
  const isFailingTest = contract.returns.artifact === 'failing_test';
  const set = compilePathSet(contract.boundary.allowedPaths);
  const verdicts = paths.map((path) => ({ path, verdict: judgePath(set, path) }));
  const outside = verdicts.filter((entry) => entry.verdict === 'outside').map((entry) => entry.path);
  const notTests = isFailingTest ? paths.filter((path) => !isTestPath(path)) : [];
  const clause = 'allowed_paths';
  if (paths.length === 0) return { clause, verdict: 'kept', evidence: 'No file was changed.' };
  if (outside.length > 0)
    return { clause, verdict: 'broken', evidence: `${outside.length} of ${paths.length} paths are outside: ${listed(outside)}.` };
  if (notTests.length > 0)
    return { clause, verdict: 'broken', evidence: `Only tests may be changed, but these are not tests: ${listed(notTests)}.` };
  const unknown = verdicts.filter((entry) => entry.verdict === 'unknown').map((entry) => entry.path);
  if (unknown.length > 0) return { clause, verdict: 'unknown', evidence: `These names cannot be classified: ${listed(unknown)}.` };
  return { clause, verdict: 'kept', evidence: `All ${paths.length} paths are inside ${listed(contract.boundary.allowedPaths)}.` };
};

const deniedPaths = (contract: Contract, change: Change): ClauseVerdict => {
  const { deniedPaths: globs } = contract.boundary;
  const clause = 'denied_paths';
  if (globs.length === 0) return { clause, verdict: 'kept', evidence: 'The contract denies no path.' };
  const set = compilePathSet(globs);
  const verdicts = touchedPaths(change).map((path) => ({ path, verdict: judgePath(set, path) }));
  const inside = verdicts.filter((entry) => entry.verdict === 'inside').map((entry) => `${entry.path} (${set.find(entry.path) ?? ''})`);
  if (inside.length > 0) return { clause, verdict: 'broken', evidence: `Denied paths were touched: ${listed(inside)}.` };
  const unknown = verdicts.filter((entry) => entry.verdict === 'unknown').map((entry) => entry.path);
  if (unknown.length > 0) return { clause, verdict: 'unknown', evidence: `These names cannot be classified: ${listed(unknown)}.` };
  return { clause, verdict: 'kept', evidence: 'No denied path was touched.' };
};

const size = (contract: Contract, change: Change): ClauseVerdict => {
  const { maxFiles, maxLines } = contract.boundary;
  const lines = changedLines(change);
  const seen = `${change.files.length} files (limit ${maxFiles}) and ${lines} lines (limit ${maxLines})`;
  const isOver = change.files.length > maxFiles || lines > maxLines;
  return { clause: 'size', verdict: isOver ? 'broken' : 'kept', evidence: isOver ? `Too large: ${seen}.` : `${seen}.` };
};

export const changedLines = (change: Change): number => change.files.reduce((sum, file) => sum + file.added + file.deleted, 0);

/** The ingest takes exactly one ref on top of the known base and names it itself, so what is here came from the task branch. */
const branchOnly = (change: Change): ClauseVerdict => {
  const merges = change.commits.filter((commit) => commit.parents > 1).length;
  const evidence = `${change.commits.length} ${change.commits.length === 1 ? 'commit' : 'commits'} on the task branch, no other ref taken in${merges > 0 ? `; ${merges} of them ${merges === 1 ? 'is a merge' : 'are merges'}` : ''}.`;
  return { clause: 'branch_only', verdict: 'kept', evidence };
};

const returnKind = (contract: Contract, change: Change, handoff: Handoff): ClauseVerdict => {
  const wanted = contract.returns.artifact;
  const clause = 'return_kind';
  const broken = (evidence: string): ClauseVerdict => ({ clause, verdict: 'broken', evidence });
  if (handoff.kind === 'could_not_finish') {
    if (handoff.couldNotFinish === undefined)
      return broken('A could-not-finish report must name the command, the environment and the missing precondition.');
    return {
      clause,
      verdict: 'kept',
      evidence: 'A could-not-finish report is always an allowed answer; it names command, environment and missing precondition.',
    };
  }
  if (handoff.kind !== wanted) return broken(`The contract asks for ${say(wanted)}; ${say(handoff.kind)} came back.`);
  if (wanted === 'investigation') {
    if (change.files.length > 0) return broken(`An investigation changes no file; ${change.files.length} came back changed.`);
    if ((handoff.report ?? '').trim() === '') return broken('The investigation came back without a report.');
  } else if (change.files.length === 0) return broken(`${say(wanted)} was asked for, but nothing is committed on the task branch.`);
  return { clause, verdict: 'kept', evidence: `As asked: ${say(wanted)}.` };
};

const KIND_NAMES: Readonly<Record<Handoff['kind'], string>> = {
  change: 'a change',
  investigation: 'an investigation report',
  failing_test: 'a failing test',
  could_not_finish: 'a could-not-finish report',
};
const say = (kind: Handoff['kind']): string => KIND_NAMES[kind];

/** Everything in a tree that is not a plain file with a plain name. */
const treeShape = (change: Change): ClauseVerdict => {
  const oddities = change.files.flatMap((file) => oddityOf(file));
  if (oddities.length === 0)
    return { clause: 'tree_shape', verdict: 'kept', evidence: 'Plain files with plain names and unchanged modes only.' };
  return { clause: 'tree_shape', verdict: 'broken', evidence: `${listed(oddities, 5)}.` };
};

const oddityOf = (file: ChangedFile): readonly string[] => {
  const name = visibleLine(file.path);
  const found: string[] = [];
  if (file.newMode === '120000') found.push(`${name} is a symbolic link`);
  else if (file.newMode === '160000') found.push(`${name} is a submodule`);
  else if (file.newMode === '100755' && file.oldMode !== '100755') found.push(`${name} becomes executable`);
  else if (file.status === 'type_changed') found.push(`${name} changes its type (${file.oldMode} to ${file.newMode})`);
  const why = hostileName(file.path);
  if (why !== null) found.push(`${name}: ${why}`);
  return found;
};

/** Why a name is not one that a person or a tool can read safely, or null. */
export const hostileName = (path: string): string | null => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd\\]/u.exec(path);
  if (hidden !== null) return `its name holds ${codePoint(hidden[0])}`;
  const segments = path.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return 'its name leaves its folder';
  if (segments.some((segment) => /^(?:\.git|git~\d)[. ]*$/i.test(segment))) return 'its name looks like git’s own folder';
  if (segments.some((segment) => segment.startsWith('-'))) return 'its name begins with a dash, which tools read as an option';
  if (segments.some((segment) => segment !== segment.trim())) return 'its name begins or ends with a space';
  return null;
};
