import type { ChangedFile } from '../../artifact/manifest.ts';
import { visibleLine } from '../../shared/visible.ts';
import { isTestPath } from '../../verification/test-paths.ts';
import type { Finding } from '../finding.ts';
import { isComment, languageOf, TEST_CASES } from '../languages.ts';
import { atFile, finding, hasChangedLines, type RiskRule } from '../rule.ts';

const ASK = 'What is no longer checked, and was that meant?';

export const testsDeleted: RiskRule = {
  id: 'TST-01',
  name: 'Test file or case deleted',
  cls: 'test_weakening',
  version: '1',
  detects:
    'Test files deleted or renamed out of the tests, and test files with fewer test cases than before. Medium when the source that was tested is deleted too.',
  run: ({ artifact, linesOf }) => {
    const { files } = artifact.change;
    const findings: Finding[] = [];
    const unreadable: string[] = [];
    const deletedStems = new Set(
      files.filter((file) => file.status === 'deleted' && !isTestPath(file.path)).map((file) => stem(file.path)),
    );
    for (const file of files) {
      const before = file.oldPath ?? file.path;
      const language = languageOf(before);
      if (isTestPath(before) && file.status === 'deleted') {
        const sourceGoes = deletedStems.has(stem(before));
        findings.push(
          finding({
            id: 'TST-01',
            cls: 'test_weakening',
            severity: sourceGoes ? 'medium' : 'high',
            confidence: 'certain',
            at: atFile(file),
            evidence: `test file deleted: ${visibleLine(before)} (${file.deleted} lines)${sourceGoes ? ', together with the source it tested' : ''}`,
            ask: ASK,
            line: 'deleted',
          }),
        );
        continue;
      }
      if (isTestPath(before) && file.status === 'renamed' && !isTestPath(file.path)) {
        findings.push(
          finding({
            id: 'TST-01',
            cls: 'test_weakening',
            severity: 'high',
            confidence: 'certain',
            at: atFile(file),
            evidence: `${visibleLine(before)} → ${visibleLine(file.path)}: no longer found as a test`,
            ask: ASK,
            line: 'renamed',
          }),
        );
        continue;
      }
      if (!mayHoldTests(file, before) || language === null || file.status === 'added' || !hasChangedLines(file)) continue;
      const patch = linesOf(file.path);
      if (patch === null) {
        unreadable.push(file.path);
        continue;
      }
      const cases = (kind: 'added' | 'deleted') =>
        patch.lines.filter((line) => line.kind === kind && TEST_CASES[language].test(line.text) && !isComment(language, line.text));
      const gone = cases('deleted');
      const fewer = gone.length - cases('added').length;
      if (fewer > 0) {
        findings.push(
          finding({
            id: 'TST-01',
            cls: 'test_weakening',
            severity: 'high',
            confidence: 'likely',
            at: { path: before, side: 'base', line: gone[0]?.oldLine ?? null },
            evidence: `${fewer} test ${fewer === 1 ? 'case' : 'cases'} fewer; gone: ${gone[0]?.text.trim() ?? ''}`,
            ask: ASK,
            line: gone[0]?.text ?? '',
          }),
        );
      }
    }
    return { findings, unreadable };
  },
};

/** Rust keeps unit tests inside the source. */
const mayHoldTests = (file: ChangedFile, before: string): boolean =>
  isTestPath(before) || isTestPath(file.path) || languageOf(file.path) === 'rs';

/** `src/auth.ts`, `test/auth.test.ts`, `test_auth.py`, `auth_test.go` and `AuthTest.java` have the stem `auth`. */
const stem = (path: string): string =>
  (path.slice(path.lastIndexOf('/') + 1).split('.')[0] ?? '')
    .toLowerCase()
    .replace(/^test_/, '')
    .replace(/(?:_test|_spec|tests?|it)$/, '');
