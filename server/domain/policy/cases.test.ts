import { describe, expect, it } from 'vitest';
import { aFile } from '../../testing/artifact-builders.ts';
import { aFinding, aVote, DIGEST, docsFacts, OLD_DIGEST, PEOPLE, shippedPolicy, someChecks } from '../../testing/policy-builders.ts';
import type { Decision, Disposition } from './decision.ts';
import { evaluatePolicy } from './evaluate.ts';
import type { CheckConclusion, PolicyFacts } from './facts.ts';

const POLICY = shippedPolicy();
const decide = (patch: Partial<PolicyFacts>): Decision => evaluatePolicy(POLICY, docsFacts(patch), PEOPLE);
const code = (path = 'src/util.ts', patch = {}) => ({ files: [aFile(path, patch)] });
const checks = (unit: CheckConclusion) => ({ checks: someChecks({ build: 'success', 'unit-tests': unit }) });
const detectors = (name: string, state: 'failed' | undefined) => {
  const states = { ...docsFacts().detectors };
  if (state === undefined) delete states[name];
  else states[name] = state;
  return { detectors: states };
};
const omar = aVote('omar');
const why = { reason: 'Traced the callers; fine.' };
const ITEMS = ['critical-path-traced', 'boundaries-checked', 'permissions-checked', 'rollback-known'];
const whole = (who: string, ...viewed: string[]) => aVote(who, { ...why, viewed, checklist: ITEMS });

type Case = readonly [string, Partial<PolicyFacts>, Disposition, string?];
const CASES: readonly Case[] = [
  ['docs edit, all green', {}, 'AUTO_MERGE', 'grant-docs: all 1 touched paths are in docs'],
  ['docs edit, a check still running', checks('pending'), 'WAIT', 'waiting for unit-tests'],
  ['docs edit, a check that did not run', checks('missing'), 'REVIEW', 'held by: unit-tests is missing'],
  [
    'docs edit and a source line',
    { files: [aFile('docs/guide.md'), aFile('src/util.ts')] },
    'REVIEW',
    '1 of 2 touched paths outside docs: src/util.ts',
  ],
  [
    'guard renamed into docs',
    { files: [aFile('docs/guard.md', { oldPath: 'src/auth/guard.ts', status: 'renamed' })] },
    'REVIEW',
    'src/auth/guard.ts matches sensitive (**/auth/**)',
  ],
  ['AGENTS.md edited', code('AGENTS.md'), 'REVIEW', 'AGENTS.md matches control (**/AGENTS.md)'],
  ['executable docs', code('docs/intro.mdx'), 'REVIEW', 'require-executable-docs'],
  [
    'docs file becomes a link out',
    { ...code('docs/readme.md', { newMode: '120000' }), findings: [aFinding('FS-01', 'critical', 'git_object')] },
    'BLOCK',
    'block-escape',
  ],
  ['code, one approval', { ...code(), reviews: [omar] }, 'APPROVED', 'default-review'],
  ['code, approved by the requester', { ...code(), reviews: [aVote('rita')] }, 'REVIEW'],
  ['code, approved by a member', { ...code(), reviews: [aVote('mia')] }, 'REVIEW'],
  ['code, approved by somebody unknown', { ...code(), reviews: [aVote('ghost')] }, 'REVIEW'],
  ['approved, then another commit', { ...code(), reviews: [aVote('omar', { artifactDigest: OLD_DIGEST })] }, 'REVIEW'],
  ['approved by a committer', { ...code(), reviews: [omar], committerIds: ['omar'] }, 'REVIEW'],
  [
    'one approves, another asked for changes before',
    { ...code(), reviews: [aVote('ines', { verdict: 'request_changes', artifactDigest: OLD_DIGEST }), omar] },
    'CHANGES_REQUESTED',
    'ines asked for changes on an earlier version',
  ],
  [
    'asked for changes before, the answer is here',
    { ...code(), reviews: [aVote('ines', { verdict: 'request_changes', artifactDigest: OLD_DIGEST })] },
    'REVIEW',
    'default-review',
  ],
  [
    'docs edit that answers a request for changes',
    { reviews: [aVote('ines', { verdict: 'request_changes', artifactDigest: OLD_DIGEST })] },
    'REVIEW',
  ],
  [
    'the requester asked for changes before',
    { ...code(), reviews: [aVote('rita', { verdict: 'request_changes', artifactDigest: OLD_DIGEST }), omar] },
    'APPROVED',
  ],
  [
    'the same person asked before and approves now',
    { ...code(), reviews: [aVote('omar', { verdict: 'request_changes', artifactDigest: OLD_DIGEST }), omar] },
    'APPROVED',
  ],
  [
    'an admin clears a request with a reason',
    { ...code(), reviews: [aVote('ines', { verdict: 'request_changes', artifactDigest: OLD_DIGEST }), aVote('ada', why)] },
    'APPROVED',
  ],
  [
    'an admin without a reason does not',
    { ...code(), reviews: [aVote('ines', { verdict: 'request_changes', artifactDigest: OLD_DIGEST }), aVote('ada')] },
    'CHANGES_REQUESTED',
  ],
  [
    'approved, then withdrawn by the same person',
    { ...code(), reviews: [omar, aVote('omar', { verdict: 'request_changes' })] },
    'CHANGES_REQUESTED',
  ],
  ['rejected', { ...code(), reviews: [aVote('ines', { verdict: 'reject' }), omar] }, 'CHANGES_REQUESTED', 'ines rejected this'],
  ['a member cannot hold it up', { ...code(), reviews: [aVote('mia', { verdict: 'request_changes' }), omar] }, 'APPROVED'],
  ['required check failed, approved', { ...code(), ...checks('failure'), reviews: [omar] }, 'REVIEW'],
  ['fix that reproduces nothing, approved', { ...code(), ...checks('not_reproduced'), reviews: [omar] }, 'REVIEW'],
  [
    'skip added, one reviewer',
    { ...code(), findings: [aFinding('TST-02', 'high')], reviews: [omar] },
    'REVIEW',
    'require-test-weakening: TST-02 (high)',
  ],
  [
    'skip added, two reviewers, reason, item and answer',
    {
      ...code(),
      findings: [aFinding('TST-02', 'high')],
      reviews: [
        omar,
        aVote('ines', {
          ...why,
          checklist: ['checks-not-weakened'],
          acks: { 'TST-02-print': { answer: 3, reason: 'It moved to parse.test.ts.' } },
        }),
      ],
    },
    'APPROVED',
  ],
  [
    'skip added, an admin alone',
    { ...code(), findings: [aFinding('TST-02', 'high')], reviews: [aVote('ada', { ...why, checklist: ['checks-not-weakened'] })] },
    'REVIEW',
  ],
  [
    'masked check in a workflow',
    { ...code('.github/workflows/ci.yml'), findings: [aFinding('CI-01', 'high', 'ci_weakening')], reviews: [omar] },
    'REVIEW',
    '.github/workflows/ci.yml matches control',
  ],
  ['workflow in another case', code('.GitHub/Workflows/ci.yml'), 'REVIEW', 'matches control (.github/workflows/**)'],
  [
    'migration, senior and reviewer, with everything',
    { ...code('db/migrations/0042.sql'), reviews: [omar, whole('sol', 'db/migrations/0042.sql')] },
    'APPROVED',
    'require-two-person',
  ],
  ['migration, an admin alone', { ...code('db/migrations/0042.sql'), reviews: [whole('ada', 'db/migrations/0042.sql')] }, 'REVIEW'],
  ['migration, not read', { ...code('db/migrations/0042.sql'), reviews: [omar, whole('ada')] }, 'REVIEW', 'require-sensitive'],
  ['CODEOWNERS', { ...code('.github/CODEOWNERS'), reviews: [omar, whole('ada', '.github/CODEOWNERS')] }, 'BLOCK', 'block-policy-self-edit'],
  ['a freeze, which holds the line and not the decision', { freeze: { reason: 'until Monday' } }, 'AUTO_MERGE', 'grant-docs'],
  ['lock file without the item', { ...code('package-lock.json'), reviews: [omar] }, 'REVIEW', 'require-dependency'],
  ['new credentials file', { ...code('.env'), findings: [aFinding('SEC-05', 'critical', 'sensitive')] }, 'BLOCK', 'block-new-secret'],
  [
    'billing touched outside the contract',
    { ...code('src/billing/tax.ts'), evidence: { ...docsFacts().evidence, clauses_kept: false } },
    'BLOCK',
    'block-sensitive-outside-contract',
  ],
  [
    'clause broken, one reviewer without a reason',
    { ...code(), evidence: { ...docsFacts().evidence, clauses_kept: false }, reviews: [omar] },
    'REVIEW',
    'clauses_kept is false',
  ],
  ['file-object detector failed on a docs change', detectors('FS', 'failed'), 'HOLD', 'block-escape: detector FS failed'],
  ['a detector that did not report', detectors('SEC', undefined), 'HOLD', 'block-new-secret: detector SEC did not report'],
  [
    'test detector crashed, code, one approval',
    { ...code(), ...detectors('test_weakening', 'failed'), reviews: [omar] },
    'REVIEW',
    'detector test_weakening failed',
  ],
  ['a newline in the path', code('docs/gu\nide.md'), 'HOLD', 'cannot be classified'],
  [
    'a newline in the path, found',
    { ...code('docs/gu\nide.md'), findings: [aFinding('FS-06', 'high', 'git_object')] },
    'BLOCK',
    'block-escape',
  ],
  ['release branch', { targetBranch: 'release/2.4' }, 'REVIEW', 'target is release/2.4'],
  ['empty diff', { files: [] }, 'REVIEW', 'the diff is empty'],
  ['requester not known', { requesterId: null }, 'HOLD', 'facts missing: requester'],
  ['reviews not known', { reviews: null }, 'HOLD', 'facts missing: reviews'],
  ['docs edit of 520 lines', code('docs/guide.md', { added: 520 }), 'REVIEW', 'total is 521 (<= 300)'],
  ['docs file becomes executable', code('docs/guide.md', { newMode: '100755' }), 'REVIEW', 'mode 100644→100755'],
  ['docs edit with a medium finding', { findings: [aFinding('SCP-01', 'medium', 'scope')] }, 'REVIEW', 'SCP-01 (medium)'],
  [
    'docs edit that deletes a page',
    { files: [aFile('docs/guide.md'), aFile('docs/old.md', { status: 'deleted', newMode: '000000' })] },
    'REVIEW',
    'docs/old.md: status deleted',
  ],
  [
    'docs folder, 24 files',
    { files: Array.from({ length: 24 }, (_, index) => aFile(`docs/${index}.md`)) },
    'REVIEW',
    'files is 24 (<= 20)',
  ],
  [
    'summary never established',
    { evidence: { ...docsFacts().evidence, summary_present: null } },
    'REVIEW',
    'summary_present is not established',
  ],
  [
    'no hand-off by the agent',
    { evidence: { ...docsFacts().evidence, handed_off_by_agent: false } },
    'REVIEW',
    'handed_off_by_agent is false',
  ],
  ['nothing was to be checked', { checks: someChecks({}) }, 'REVIEW', 'nothing was proven'],
  ['a folder called session', { ...code('web/src/components/session/Row.tsx'), reviews: [omar] }, 'APPROVED'],
  ['src/author.ts is not access control', { ...code('src/author.ts'), reviews: [omar] }, 'APPROVED'],
  ['src/requestAuthorization.ts is', { ...code('src/requestAuthorization.ts'), reviews: [omar] }, 'REVIEW', 'matches sensitive'],
  [
    'vendored oauth',
    { ...code('vendor/golang.org/x/oauth2/token.go'), reviews: [aVote('omar', { checklist: ['package-is-the-intended-one'] })] },
    'APPROVED',
  ],
  ['a vendor folder is no excuse', { ...code('src/auth/vendor/x.ts'), reviews: [omar] }, 'REVIEW', '**/auth/**'],
  ['.env.example', { ...code('.env.example'), reviews: [omar] }, 'APPROVED'],
  [
    '.env.production, an admin alone',
    { ...code('.env.production'), reviews: [whole('ada', '.env.production')] },
    'REVIEW',
    'require-two-person',
  ],
  ['terraform, a senior with everything', { ...code('infra/main.tf'), reviews: [whole('sol', 'infra/main.tf')] }, 'APPROVED'],
  ['an investigation', { kind: 'investigation', files: [], checks: someChecks({}) }, 'REVIEW', 'nothing is merged'],
  ['an investigation, accepted', { kind: 'investigation', files: [], checks: someChecks({}), reviews: [omar] }, 'APPROVED'],
  ['a docs change that could not finish', { kind: 'could_not_finish' }, 'REVIEW', 'nothing is merged'],
];

describe('the shipped policy', () => {
  it.each(CASES.map(([name, patch, disposition, because]) => ({ name, patch, disposition, because })))(
    '$name',
    ({ patch, disposition, because }) => {
      const decision = decide(patch);
      expect([decision.disposition, ...decision.because]).toEqual(expect.arrayContaining([disposition]));
      if (because !== undefined) expect(decision.because.join('\n')).toContain(because);
    },
  );

  it('says who could, who does not count and why', () => {
    const decision = decide({ ...code(), reviews: [aVote('rita'), aVote('mia'), aVote('omar', { artifactDigest: OLD_DIGEST })] });
    expect(decision.needs).toEqual([
      {
        count: 1,
        roles: ['reviewer', 'senior-reviewer', 'admin'],
        have: [],
        missing: 1,
        candidates: ['ada', 'alex', 'ines', 'omar', 'sol'],
      },
    ]);
    expect(decision.missing).toEqual(['1 more from reviewer/senior-reviewer/admin (0/1)']);
    expect(decision.ignored).toEqual([
      { person: 'rita', why: 'asked for this task' },
      { person: 'mia', why: 'has the role member, which does not approve' },
      { person: 'omar', why: 'approved an earlier version' },
    ]);
  });

  it('keeps a red check on the list whoever approves', () => {
    expect(decide({ ...code(), ...checks('failure'), reviews: [omar, aVote('ada', why)] }).missing).toEqual(['checks: unit-tests']);
  });

  it('draws every rule, also those that do not apply', () => {
    const decision = decide({});
    expect(decision.trace.map((entry) => entry.rule).sort()).toEqual(POLICY.rules.map((rule) => rule.id).sort());
    expect(decision.nearestAutomatic).toBeNull();
    expect(decide(code()).nearestAutomatic).toMatchObject({
      rule: 'grant-docs',
      heldBy: ['1 of 1 touched paths outside docs: src/util.ts'],
    });
  });

  it('gives the same bytes for the same facts', () => {
    expect(JSON.stringify(decide(code()))).toBe(JSON.stringify(decide(code())));
    expect(decide(code()).factsDigest).not.toBe(decide({}).factsDigest);
    expect(decide({ artifactDigest: DIGEST }).policy.digest).toMatch(/^sha256:/);
  });
});
