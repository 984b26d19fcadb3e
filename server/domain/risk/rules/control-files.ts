import { compilePathSet, isPlainPath } from '../../contract/paths.ts';
import { CI_GLOBS, EXEC_ON_OPEN_GLOBS, OWNERSHIP_GLOBS, QUALITY_GLOBS } from '../../shared/path-sets.ts';
import { visibleLine } from '../../shared/visible.ts';
import type { Finding, Severity } from '../finding.ts';
import { matchesLine } from '../languages.ts';
import { atFile, finding, hasChangedLines, type RiskRule } from '../rule.ts';

const KINDS: readonly {
  readonly id: string;
  readonly what: string;
  readonly severity: Severity;
  readonly set: ReturnType<typeof compilePathSet>;
  readonly ask: string;
}[] = [
  {
    id: 'POL-01',
    what: 'decides who approves or what is updated by itself',
    severity: 'critical',
    set: compilePathSet(OWNERSHIP_GLOBS),
    ask: 'Who asked for this, and who gains a right by it?',
  },
  {
    id: 'FS-05',
    what: 'runs when a tool opens the folder, or is obeyed by git',
    severity: 'high',
    set: compilePathSet(EXEC_ON_OPEN_GLOBS),
    ask: 'What runs on a colleague’s machine after this is merged?',
  },
  {
    id: 'CI-02',
    what: 'is CI configuration',
    severity: 'high',
    set: compilePathSet(CI_GLOBS),
    ask: 'Is every job and gate still there, with the same triggers and rights?',
  },
  {
    id: 'QLT-03',
    what: 'configures tests, types or lint',
    severity: 'high',
    set: compilePathSet(QUALITY_GLOBS),
    ask: 'Is any check weaker than before?',
  },
];

export const controlFiles: RiskRule = {
  id: 'CI-02',
  alsoFinds: ['POL-01', 'FS-05', 'QLT-03'],
  name: 'Files that decide what checks mean',
  cls: 'ci_weakening',
  version: '1',
  detects:
    'CI, quality, ownership and run-on-open files changed, both sides of a rename. By name only: any change counts until the configuration itself is compared.',
  run: ({ artifact }) => {
    const findings: Finding[] = [];
    const unreadable: string[] = [];
    for (const file of artifact.change.files) {
      for (const path of file.oldPath === null ? [file.path] : [file.oldPath, file.path]) {
        if (!isPlainPath(path)) unreadable.push(path);
        const kind = isPlainPath(path) ? KINDS.find((entry) => entry.set.find(path) !== null) : undefined;
        if (kind === undefined) continue;
        const side = path === file.oldPath || file.status === 'deleted' ? 'base' : 'head';
        findings.push(
          finding({
            id: kind.id,
            cls: 'ci_weakening',
            severity: kind.severity,
            confidence: 'likely',
            at: { path, side, line: null },
            evidence: `${visibleLine(path)} ${kind.what} (${file.status.replace('_', ' ')}, +${file.added} −${file.deleted})`,
            ask: kind.ask,
            line: file.status,
          }),
        );
      }
    }
    return { findings, unreadable };
  },
};

const MASKS = [
  /\|\|\s*(?:true\b|:(?:\s|$)|exit\s+0|echo\b|return\s+0)/,
  /;\s*(?:true|exit\s+0)\s{0,20}$/,
  /\bset\s+\+e\b/,
  /^\s*-?\s*continue-on-error\s*:\s*(?:true|\$\{\{)/,
  /\ballow_failure\s*:\s*true|\bsoft_fail\s*:\s*true|\bignore_errors\s*:\s*(?:true|yes)/,
  /^\s*-?\s*if\s*:\s*(?:false|\$\{\{\s*false\s*\}\}|never\(\))\s{0,20}$/,
  /--pass-?[wW]ith-?[nN]o-?[tT]ests\b/,
  /--exit-zero\b|--no-fail\b|--no-verify\b|--no-error-on-unmatched-pattern\b/,
  /-DskipTests\b|-Dmaven\.test\.skip|\bskipTests\b|testFailureIgnore|\bignoreFailures\s*=\s*true/,
];
const CHECK_WORDS = /test|lint|type|check|scan|build|verify|audit|coverage|continue-on-error|allow_failure|soft_fail|skipTests/i;
const MASKABLE = compilePathSet([
  ...CI_GLOBS,
  ...QUALITY_GLOBS,
  '**/package.json',
  '**/*.sh',
  '**/pom.xml',
  '**/build.gradle*',
  '**/noxfile.py',
]);

export const maskedFailures: RiskRule = {
  id: 'CI-01',
  name: 'Failure masked',
  cls: 'ci_weakening',
  version: '1',
  detects:
    'More `|| true`, `exit 0`, `continue-on-error`, `--passWithNoTests` and the like added than removed in CI files, scripts and manifests. High when the line is about a check, low otherwise.',
  run: ({ artifact, linesOf }) => {
    const findings: Finding[] = [];
    const unreadable: string[] = [];
    for (const file of artifact.change.files) {
      if (file.status === 'deleted' || !hasChangedLines(file) || !isPlainPath(file.path) || MASKABLE.find(file.path) === null) continue;
      const patch = linesOf(file.path);
      if (patch === null) {
        unreadable.push(file.path);
        continue;
      }
      const masks = (kind: 'added' | 'deleted') => patch.lines.filter((line) => line.kind === kind && matchesLine(MASKS, line.text));
      const added = masks('added');
      for (const line of added.slice(0, Math.max(0, added.length - masks('deleted').length))) {
        findings.push(
          finding({
            id: 'CI-01',
            cls: 'ci_weakening',
            severity: matchesLine([CHECK_WORDS], line.text) ? 'high' : 'low',
            confidence: 'likely',
            at: atFile(file, line.newLine),
            evidence: `+ ${line.text.trim()}`,
            ask: 'What would still turn red if this step failed?',
            line: line.text,
          }),
        );
      }
    }
    return { findings, unreadable };
  },
};
