import { describe, expect, it } from 'vitest';
import { type Contract, type ContractInput, contractSchema } from './contract.ts';
import { type LintFacts, lintContract } from './lint.ts';
import { acceptContract } from './overrides.ts';
import { cannotFail } from './rules/checks.ts';
import { CONTRACT_TEMPLATES } from './templates.ts';

const S1 = 'When a user has no saved addresses, checkout throws a 500. Reproduce it, fix it, add a regression test.';

const contract = (
  patch: { outcome?: string; boundary?: Partial<ContractInput['boundary']>; checks?: unknown[]; kind?: string; stop?: object } = {},
): Contract =>
  contractSchema.parse({
    title: 'Checkout without addresses',
    task: { outcome: patch.outcome ?? S1 },
    boundary: { allowedPaths: ['src/checkout/**', 'test/**'], ...patch.boundary },
    environment: { repository: 'shop', baseBranch: 'main', agent: 'opencode' },
    verification: { checks: patch.checks ?? [{ name: 'tests', command: 'npm test', reproduces: true }] },
    returns: { artifact: patch.kind ?? 'change' },
    stop: patch.stop ?? {},
  });
const codes = (made: Contract, facts: LintFacts = { paths: null }) => lintContract(made, facts).map((finding) => finding.code);

describe('the outcome', () => {
  it('lets the bug of the first scenario pass without a remark', () => {
    expect(lintContract(contract(), { paths: null })).toEqual([]);
  });

  it.each([
    'Improve the API layer',
    'Modernize the billing service.',
    'Clean up the checkout code',
    'Refactor everything',
    'Make the login page better',
    'Please optimise the search',
    'Fix all the bugs in the shop',
    'Rework the notification subsystem and streamline it',
  ])('challenges %s', (outcome) => {
    expect(codes(contract({ outcome }))).toContain('outcome_vague');
  });

  it.each([
    'Remove the unused feature flag `newCheckout` from src/flags.ts',
    'Replace moment with date-fns in src/report',
    'Refactor `parsePrice()` so that it returns cents',
    'The export button should stay disabled while a download runs',
    'Update the README: the start command is npm run demo',
  ])('accepts %s', (outcome) => {
    expect(codes(contract({ outcome })).filter((code) => code.startsWith('outcome'))).toEqual([]);
  });

  it('wants an investigation to be free to look around', () => {
    expect(
      codes(
        contract({
          outcome: 'Look into why the nightly import takes longer',
          kind: 'investigation',
          boundary: { allowedPaths: [] },
          checks: [],
        }),
      ),
    ).toEqual([]);
  });

  it.each([
    'Add a discount field to the cart, rename the order table and migrate the reports to the new API',
    'Fix the rounding in price.ts. While you are at it, split the module.',
    '- add CSV export\n- remove the old dashboard\n- upgrade the mailer to v3',
  ])('sees several outcomes in %j', (outcome) => {
    expect(codes(contract({ outcome }))).toContain('outcome_several');
  });

  it('refuses a few words and an unfilled template', () => {
    expect(codes(contract({ outcome: 'fix login' }))).toContain('outcome_too_short');
    const template = CONTRACT_TEMPLATES.find((entry) => entry.id === 'bug_fix');
    expect(codes(contract({ outcome: template?.contract.task.outcome }))).toContain('outcome_vague');
  });

  it('stays fast on hostile text', () => {
    for (const outcome of [
      'make '.repeat(2_000),
      'a '.repeat(4_000),
      `${'('.repeat(5_000)}fix`,
      'please '.repeat(1_400),
      'add a '.repeat(1_600),
    ])
      lintContract(contract({ outcome }), { paths: null });
  });
});

describe('the boundary', () => {
  const paths = Array.from({ length: 100 }, (_, index) => `src/file${index}.ts`);

  it('must exist for a change', () => expect(codes(contract({ boundary: { allowedPaths: [] } }))).toContain('boundary_missing'));
  it.each(['**', '**/*', '*', '**/*.*', '{*,**}'])('finds %s too wide', (glob) =>
    expect(codes(contract({ boundary: { allowedPaths: [glob] } }))).toContain('boundary_too_wide'),
  );
  it('counts the files that it lets in', () => {
    expect(codes(contract({ boundary: { allowedPaths: ['src/**'] } }), { paths })).toContain('boundary_too_wide');
    expect(codes(contract({ boundary: { allowedPaths: ['src/**'] } }), { paths: paths.slice(0, 40) })).not.toContain('boundary_too_wide');
    expect(codes(contract({ boundary: { allowedPaths: ['src/file1.ts'] } }), { paths })).not.toContain('boundary_too_wide');
  });
  it('warns about a pattern without a file', () => {
    const findings = lintContract(contract({ boundary: { allowedPaths: ['src/file1.ts', 'scr/**'] } }), { paths });
    expect(findings).toMatchObject([{ code: 'boundary_matches_nothing', field: 'boundary.allowedPaths.1', severity: 'warning' }]);
  });
  it('names the sensitive areas by pattern and by file', () => {
    expect(lintContract(contract({ boundary: { allowedPaths: ['src/billing/**'] } }), { paths: null })[0]?.message).toContain('billing');
    const known = lintContract(contract({ boundary: { allowedPaths: ['src/**'] } }), {
      paths: ['src/a.ts', 'src/auth/token.ts', 'db/migrations/1.sql'],
    });
    expect(known[0]?.message).toContain('access control (src/auth/token.ts)');
    expect(
      codes(contract({ boundary: { allowedPaths: ['src/**'], deniedPaths: ['src/auth/**'] } }), {
        paths: ['src/a.ts', 'src/auth/token.ts'],
      }),
    ).toEqual([]);
  });
  it('says that the network comes later', () =>
    expect(codes(contract({ boundary: { networkHosts: ['example.com'] } }))).toEqual(['network_not_available']));
  it('refuses a pattern it cannot read', () =>
    expect(codes(contract({ boundary: { allowedPaths: ['src/+(a|b)/**'] } }))).toContain('boundary_glob_unreadable'));
});

describe('the checks', () => {
  it('must exist for a change', () => expect(codes(contract({ checks: [] }))).toContain('check_missing'));
  it.each([
    'true',
    ':',
    'exit 0',
    'npm test || true',
    'npm test || :',
    'npm test; exit 0',
    'npm test ; true',
    'npm test || echo failed',
    'echo ok',
    '(npm test || true)',
  ])('cannot fail: %s', (command) => {
    expect(cannotFail(command)).not.toBeNull();
  });
  it.each(['npm test', 'npm test && echo ok', 'test -f a || exit 1', './true.sh', 'grep -q true file', 'echo $(npm test)'])(
    'can fail: %s',
    (command) => expect(cannotFail(command)).toBeNull(),
  );
  it('need their own names', () =>
    expect(
      codes(
        contract({
          checks: [
            { name: 'a', command: 'make a', reproduces: true },
            { name: 'a', command: 'make b' },
          ],
        }),
      ),
    ).toEqual(['check_duplicate_name']));
  it('want a reproduction for a bug', () => {
    expect(codes(contract({ checks: [{ name: 'tests', command: 'npm test' }] }))).toEqual(['reproduction_missing']);
    expect(
      lintContract(contract({ kind: 'failing_test', checks: [{ name: 'tests', command: 'npm test' }] }), { paths: null }),
    ).toMatchObject([{ code: 'reproduction_missing', severity: 'error' }]);
  });
});

describe('the horizon', () => {
  it('is challenged when long', () => {
    expect(codes(contract({ stop: { minutes: 240 } }))).toEqual(['horizon_too_long']);
    expect(codes(contract({ boundary: { allowedPaths: ['src/**'], maxFiles: 90, maxLines: 5_000 } }))).toEqual([
      'horizon_too_long',
      'horizon_too_long',
    ]);
    expect(codes(contract({ stop: { minutes: 10, noProgressMinutes: 10 } }))).toEqual(['no_progress_too_long']);
  });
});

describe('overrides', () => {
  it('answer warnings one by one and never errors', () => {
    const made = contract({
      outcome: 'Modernize the billing service.',
      boundary: { allowedPaths: ['src/billing/**'] },
      checks: [{ name: 't', command: 'true' }],
    });
    const reason = 'Agreed with the team, slices follow.';
    const standing = acceptContract(made, { paths: null }, [
      { code: 'outcome_vague', field: 'task.outcome', reason },
      { code: 'check_cannot_fail', field: 'verification.checks.0.command', reason },
    ]);
    expect(standing.accepted).toBe(false);
    expect(standing.errors.map((finding) => finding.code)).toEqual(['check_cannot_fail']);
    expect(standing.openWarnings.map((finding) => finding.code)).toEqual(['boundary_sensitive']);
    expect(standing.overridden).toHaveLength(1);
  });
  it('want a real reason', () => {
    const made = contract({ outcome: 'Improve the API layer' });
    expect(acceptContract(made, { paths: null }, [{ code: 'outcome_vague', field: 'task.outcome', reason: '   ok      ' }]).accepted).toBe(
      false,
    );
    expect(
      acceptContract(made, { paths: null }, [{ code: 'outcome_vague', field: 'task.outcome', reason: 'The list is in the context.' }])
        .accepted,
    ).toBe(true);
  });
});

describe('templates', () => {
  it.each(CONTRACT_TEMPLATES)('$id is a contract that lacks only what a person fills in', (template) => {
    const made = contractSchema.parse({ ...template.contract, environment: { repository: 'shop', baseBranch: 'main', agent: 'opencode' } });
    expect(codes(made)).toEqual(['outcome_vague']);
    const filled = { ...made, task: { ...made.task, outcome: made.task.outcome.replace(/\[fill in:[^\]]*\]/g, 'price.ts shows 0.00') } };
    expect(codes(filled)).toEqual([]);
  });
});
