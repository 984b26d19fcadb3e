import { isTestPath } from '../../verification/test-paths.ts';
import type { Finding } from '../finding.ts';
import { CONDITIONAL_SKIP, isComment, languageOf, matchesLine, SKIPS } from '../languages.ts';
import { finding, hasChangedLines, type RiskRule } from '../rule.ts';

export const testsSkipped: RiskRule = {
  id: 'TST-02',
  name: 'Test skipped or expected to fail',
  cls: 'test_weakening',
  version: '1',
  detects:
    'More skip, todo or expected-failure marks added than removed in one file (JavaScript and TypeScript, Python, Go, Java and Kotlin, Ruby, Rust). Medium for conditional forms and in new files.',
  run: ({ artifact, linesOf }) => {
    const findings: Finding[] = [];
    const unreadable: string[] = [];
    for (const file of artifact.change.files) {
      const language = languageOf(file.path);
      if (language === null || file.status === 'deleted' || !hasChangedLines(file)) continue;
      if (!isTestPath(file.path) && !isTestPath(file.oldPath ?? file.path) && language !== 'rs') continue;
      const patch = linesOf(file.path);
      if (patch === null) {
        unreadable.push(file.path);
        continue;
      }
      const marks = (kind: 'added' | 'deleted') =>
        patch.lines.filter((line) => line.kind === kind && !isComment(language, line.text) && matchesLine(SKIPS[language], line.text));
      const added = marks('added');
      const excess = added.length - marks('deleted').length;
      // The alarming ones first: a conditional skip must not stand in front of a plain one.
      const ranked = [...added].sort((a, b) => Number(CONDITIONAL_SKIP.test(a.text)) - Number(CONDITIONAL_SKIP.test(b.text)));
      for (const line of ranked.slice(0, Math.max(0, excess))) {
        const isMild = file.status === 'added' || matchesLine([CONDITIONAL_SKIP], line.text);
        findings.push(
          finding({
            id: 'TST-02',
            cls: 'test_weakening',
            severity: isMild ? 'medium' : 'high',
            confidence: 'likely',
            at: { path: file.path, side: 'head', line: line.newLine },
            evidence: `+ ${line.text.trim()}`,
            ask: 'Why may this test not run, and who will bring it back?',
            line: line.text,
          }),
        );
      }
    }
    return { findings, unreadable };
  },
};
