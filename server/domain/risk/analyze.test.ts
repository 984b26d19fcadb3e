import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aChange, aCheckResult, aContract, aFile, aHandoff } from '../../testing/artifact-builders.ts';
import type { Artifact, ChangedFile, Handoff } from '../artifact/manifest.ts';
import { analyzeRisks } from './analyze.ts';
import { parsePatch } from './hunks.ts';
import { matchesLine, SKIPS } from './languages.ts';
import { leavesTree } from './rules/git-objects.ts';
import { RISK_RULES } from './rules.ts';

const patchOf = (deleted: readonly string[], added: readonly string[], start = 10): string =>
  [
    `diff --git a/x b/x`,
    '--- a/x',
    '+++ b/x',
    `@@ -${start},${deleted.length} +${start},${added.length} @@`,
    ...deleted.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    '',
  ].join('\n');

type Given = {
  readonly file: ChangedFile;
  readonly deleted?: readonly string[];
  readonly added?: readonly string[];
  readonly omitted?: boolean;
};
const analyze = (
  given: readonly Given[],
  patch: {
    handoff?: Partial<Handoff>;
    checks?: Parameters<typeof aCheckResult>[0][];
    by?: Artifact['handoffBy'];
    contract?: Parameters<typeof aContract>[0];
  } = {},
) => {
  const artifact: Artifact = {
    digest: `sha256:${'0'.repeat(64)}`,
    runId: 'r',
    kind: 'change',
    handoffBy: patch.by ?? 'agent',
    handoff: aHandoff(patch.handoff),
    change: aChange(given.map((entry) => entry.file)),
    clauses: [],
  };
  const patches = given.map(({ file, deleted = [], added = [], omitted }) => ({
    path: file.path,
    patch: omitted ? null : patchOf(deleted, added),
    omitted: omitted ? ('too_large' as const) : null,
  }));
  const checks = patch.checks ?? [{ subject: 'base' as const, outcome: 'failed' as const, exitCode: 1 }, {}];
  return analyzeRisks({
    contract: aContract({ boundary: { allowedPaths: ['**'] }, ...patch.contract }),
    artifact,
    patches,
    checks: checks.map((check) => aCheckResult(check)),
  });
};
const found = (...args: Parameters<typeof analyze>) => analyze(...args).findings.map((entry) => `${entry.id} ${entry.severity}`);

describe('tests', () => {
  it.each([
    ['a.test.ts', ["it('x', () => {"], ["it.skip('x', () => {"], 'TST-02 high'],
    ['a.test.ts', ["test('x', () => {"], ["xit('x', () => {"], 'TST-02 high'],
    ['a.test.ts', ["it('x', () => {"], ["it.skipIf(!db)('x', () => {"], 'TST-02 medium'],
    ['tests/test_a.py', ['def test_a():'], ['@pytest.mark.skip(reason="later")', 'def test_a():'], 'TST-02 high'],
    ['tests/test_a.py', [], ['@pytest.mark.skipif(True, reason="x")'], 'TST-02 medium'],
    ['a_test.go', [], ['\tt.Skip("flaky")'], 'TST-02 high'],
    ['src/test/FooTest.java', [], ['    @Disabled'], 'TST-02 high'],
    ['spec/a_spec.rb', ['  it "x" do'], ['  xit "x" do'], 'TST-02 high'],
    ['src/lib.rs', [], ['    #[ignore]'], 'TST-02 high'],
  ])('%s %j → %j: %s', (path, deleted, added, expected) => {
    expect(found([{ file: aFile(path), deleted, added }])).toEqual([expected]);
  });

  it('let a skip be taken away, moved or written in a comment', () => {
    expect(found([{ file: aFile('a.test.ts'), deleted: ["it.skip('x')"], added: ["it('x')"] }])).toEqual([]);
    expect(found([{ file: aFile('a.test.ts'), deleted: ["it.skip('x')"], added: ["it.skip('y')"] }])).toEqual([]);
    expect(found([{ file: aFile('a.test.ts'), added: ["// it.skip('x')"] }])).toEqual([]);
    expect(found([{ file: aFile('src/a.ts'), added: ["queue.test.skip('x')"] }])).toEqual([]);
    expect(found([{ file: aFile('a.test.ts', { status: 'added' }), added: ["it.skip('x')"] }])).toEqual(['TST-02 medium']);
  });

  it('are missed when deleted', () => {
    expect(found([{ file: aFile('test/shop.test.ts', { status: 'deleted' }) }])).toEqual(['TST-01 high']);
    expect(
      found([{ file: aFile('src/cart.ts', { status: 'deleted' }) }, { file: aFile('test/cart.test.ts', { status: 'deleted' }) }]),
    ).toEqual(['TST-01 medium']);
    expect(found([{ file: aFile('test/helper.ts', { oldPath: 'test/cart.test.ts', status: 'renamed', added: 0, deleted: 0 }) }])).toEqual(
      [],
    );
    expect(found([{ file: aFile('src/cart-old.ts', { oldPath: 'test/cart.test.ts', status: 'renamed', added: 0, deleted: 0 }) }])).toEqual([
      'TST-01 high',
    ]);
    expect(
      found([{ file: aFile('a.test.ts'), deleted: ["  it('x', () => {", "  it('y', () => {"], added: ["  it('z', () => {"] }]),
    ).toEqual(['TST-01 high']);
  });

  it('are an unknown when their lines cannot be read', () => {
    const report = analyze([{ file: aFile('a.test.ts', { added: 9_000 }), omitted: true }], {
      contract: { boundary: { allowedPaths: ['**'], maxLines: 90_000 } },
    });
    expect(report.detectors.filter((detector) => detector.state === 'failed').map((detector) => detector.name)).toEqual([
      'TST-01',
      'TST-02',
    ]);
    expect(
      analyze([{ file: aFile('docs/big.md', { added: 9 }), omitted: true }]).detectors.every((detector) => detector.state === 'ran'),
    ).toBe(true);
  });
});

describe('files and places', () => {
  it.each([
    ['.github/workflows/ci.yml', 'CI-02 high'],
    ['.GitHub/Workflows/ci.yml', 'CI-02 high'],
    ['.github/CODEOWNERS', 'POL-01 critical'],
    ['vitest.config.ts', 'QLT-03 high'],
    ['.vscode/tasks.json', 'FS-05 high'],
    ['src/auth/token.ts', 'SNS-01 high'],
    ['src/billing/tax.ts', 'SNS-03 high'],
    ['db/migrations/1.sql', 'SNS-04 high'],
    ['infra/main.tf', 'SNS-06 high'],
    ['.env.production', 'SEC-05 high'],
  ])('%s: %s', (path, expected) => expect(found([{ file: aFile(path) }])).toContain(expected));
  it.each(['src/author.ts', '.env.example', 'web/components/session/Row.tsx', 'src/checkout.ts'])('nothing about %s', (path) =>
    expect(found([{ file: aFile(path) }])).toEqual([]),
  );

  it('sees a masked check', () => {
    expect(
      found([{ file: aFile('.github/workflows/ci.yml'), deleted: ['      run: npm test'], added: ['      run: npm test || true'] }]),
    ).toEqual(['CI-02 high', 'CI-01 high']);
    expect(found([{ file: aFile('package.json'), added: ['"clean": "rm -rf dist || true"'] }])).toEqual(['CI-01 low']);
  });

  it('sees links, submodules, modes and names', () => {
    const link = { newMode: '120000', status: 'type_changed' as const };
    expect(found([{ file: aFile('docs/x.md', link), added: ['../../etc/passwd'] }])).toEqual(['FS-01 critical']);
    expect(found([{ file: aFile('docs/x.md', link), added: ['guide.md'] }])).toEqual(['FS-01 medium']);
    expect(found([{ file: aFile('docs/x.md', link), omitted: true }])).toEqual(['FS-01 critical']);
    expect(found([{ file: aFile('lib', { newMode: '160000', status: 'added' }) }])).toEqual(['FS-02 critical']);
    expect(found([{ file: aFile('docs/guide.md', { newMode: '100755' }) }])).toEqual(['FS-04 high']);
    expect(found([{ file: aFile('bin/run.sh', { newMode: '100755' }) }])).toEqual(['FS-04 low']);
    expect(found([{ file: aFile('docs/a\nb.md') }])).toEqual(expect.arrayContaining(['FS-06 high', 'SCP-03 high']));
    expect(leavesTree('a/b', '../c')).toBe(false);
    for (const target of ['/etc/passwd', '../../x', 'c/../../../x', '../.git/hooks/x']) expect(leavesTree('a/b', target)).toBe(true);
  });

  it('measures the boundary', () => {
    const contract = { boundary: { allowedPaths: ['src/**'], deniedPaths: ['src/core/**'], maxFiles: 1 } };
    expect(found([{ file: aFile('lib/a.ts') }, { file: aFile('src/core/a.ts') }], { contract })).toEqual([
      'SCP-03 high',
      'SCP-01 medium',
      'SCP-03 medium',
    ]);
  });
});

describe('evidence', () => {
  it('compares claims with our own runs', () => {
    const handoff = { claimedChecks: [{ command: 'npm test', outcome: 'passed' as const }] };
    expect(
      found([{ file: aFile('src/a.ts') }], {
        handoff,
        checks: [
          { subject: 'base', outcome: 'failed', exitCode: 1 },
          { outcome: 'failed', exitCode: 1 },
        ],
      }),
    ).toEqual(['EVD-01 high']);
    expect(found([{ file: aFile('src/a.ts') }], { handoff, checks: [{ subject: 'base' }, {}] })).toEqual(['EVD-03 medium']);
    expect(found([{ file: aFile('src/a.ts') }], { handoff, checks: [] })).toEqual(['EVD-05 high']);
    expect(found([{ file: aFile('src/a.ts') }], { by: 'control_plane' })).toEqual(['RUN-04 low']);
  });
});

describe('the analysis', () => {
  const given: Given[] = [
    { file: aFile('src/auth/a.ts') },
    { file: aFile('.github/workflows/ci.yml') },
    { file: aFile('a.test.ts'), added: ["it.skip('x')", "it.skip('y')"] },
  ];
  it('is the same in whatever order files come', () => {
    const once = analyze(given).findings;
    expect(analyze([...given].reverse()).findings).toEqual(once);
    expect(new Set(once.map((entry) => entry.fingerprint)).size).toBe(once.length);
  });
  it('survives a rule that throws, and says so', () => {
    const broken = {
      ...RISK_RULES[0],
      id: 'TST-01',
      run: () => {
        throw new TypeError('secret');
      },
    } as (typeof RISK_RULES)[number];
    const artifact: Artifact = {
      digest: 'd',
      runId: 'r',
      kind: 'change',
      handoffBy: 'agent',
      handoff: aHandoff(),
      change: aChange(),
      clauses: [],
    };
    const report = analyzeRisks({ contract: aContract(), artifact, patches: [], checks: [] }, [broken]);
    expect(report.detectors).toEqual([{ name: 'TST-01', version: '1', state: 'failed', reason: 'the detector broke: TypeError' }]);
  });
  it('keeps fingerprints when only lines move', () => {
    const one = analyze([{ file: aFile('a.test.ts'), added: ["it.skip('x')"] }]).findings[0]?.fingerprint;
    const two = analyze([{ file: aFile('a.test.ts'), added: ["  it.skip('x')", 'const y = 1;'] }]).findings[0]?.fingerprint;
    expect(one).toBe(two);
  });
});

describe('patches', () => {
  it('count lines on both sides and are not fooled by content', () => {
    const { lines, complete } = parsePatch(
      '--- a/x\n+++ b/x\n@@ -3,2 +3,3 @@ fn\n context\n--- a/fake\n+++ b/fake\n+@@ -1 +1 @@\n\\ No newline at end of file\n',
    );
    expect(complete).toBe(true);
    expect(lines.map((line) => [line.kind, line.oldLine, line.newLine, line.text])).toEqual([
      ['context', 3, 3, 'context'],
      ['deleted', 4, null, '-- a/fake'],
      ['added', null, 4, '++ b/fake'],
      ['added', null, 5, '@@ -1 +1 @@'],
    ]);
  });
  it('say when they do not add up', () => {
    expect(parsePatch('@@ -1,5 +1,5 @@\n+a\n').complete).toBe(false);
    expect(parsePatch('@@ -1 +1 @@\n?\n').complete).toBe(false);
  });
  it('never throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('@@ -1,2 +1,3 @@', '\n', '+', '-', ' ', '\\', 'a', '@@', '-0,0') }),
        (text) => void parsePatch(text),
      ),
      { numRuns: 3_000 },
    );
  });
  it('come back from what was written', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '-', '+', '@', ' ', '\\'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.array(line, { maxLength: 6 }), (deleted, added) => {
        const parsed = parsePatch(patchOf(deleted, added));
        expect(parsed.complete).toBe(true);
        expect(parsed.lines.filter((entry) => entry.kind === 'added').map((entry) => entry.text)).toEqual(added);
      }),
    );
  });
  it('match long lines fast and to their end', () => {
    expect(matchesLine(SKIPS.js, `${'x'.repeat(5_000)} it.skip('a')`)).toBe(true);
    for (const text of ['it.each('.repeat(5_000), 'pytestmark ='.repeat(5_000), 'it . '.repeat(20_000)])
      for (const patterns of Object.values(SKIPS)) matchesLine(patterns, text);
  });
});
