import { describe, expect, it } from 'vitest';
import { aChange, aContract, aFile, aHandoff } from '../../testing/artifact-builders.ts';
import { PEOPLE, shippedPolicy, shippedPolicyYaml } from '../../testing/policy-builders.ts';
import { clauseVerdicts } from '../artifact/clauses.ts';
import type { Artifact } from '../artifact/manifest.ts';
import { analyzeRisks } from '../risk/analyze.ts';
import { DOCS_GLOBS, EXEC_ON_OPEN_GLOBS, SENSITIVE_SETS } from '../shared/path-sets.ts';
import { decide } from './decide.ts';
import { dispatchDecision } from './dispatch.ts';
import { parsePolicy } from './parse.ts';

const YAML = shippedPolicyYaml();
const problems = (text: string) => {
  const parsed = parsePolicy(text);
  return parsed.ok ? [] : parsed.failure;
};

describe('a policy text', () => {
  it('ships with the same sets that the linter and the detectors use', () => {
    const sets = shippedPolicy().path_sets;
    for (const [name, globs] of Object.entries(SENSITIVE_SETS)) expect(sets[name]).toEqual(globs);
    expect(sets.docs).toEqual(DOCS_GLOBS);
    expect(sets.exec_on_open).toEqual(EXEC_ON_OPEN_GLOBS);
  });

  it.each([
    ['an unknown set', YAML.replace('any_in: [ownership]', 'any_in: [ownershop]'), 'is not a path set'],
    ['an unknown field', YAML.replace('    effect: block\n', '    effect: block\n    wenn: x\n'), 'wenn'],
    ['a rule twice', YAML.replace('id: require-two-person', 'id: require-sensitive'), 'Two rules'],
    [
      'owners of paths',
      YAML.replace('from: {roles: [senior-reviewer, admin]}', 'from: {roles: [admin], owners_of_touched: true}'),
      'does not know',
    ],
    ['an exception without a rule', YAML.replace('any_in: [sensitive], except_in', 'none_in: [sensitive], except_in'), 'only together'],
    [
      'a grant for what is guarded',
      YAML.replace('none_in: [docs_executable, sensitive, control, vendored]', 'none_in: [docs_executable, vendored]'),
      'control',
    ],
    ['a restriction that is off', YAML.replace('- id: require-high-risk\n', '- id: require-high-risk\n    enabled: false\n'), 'say why'],
    ['approvals that outlive a rebase', YAML.replace('stale_on: any_change', 'stale_on: code_change'), 'survive a rebase'],
    ['a grant without checks', YAML.replace('        - {checks: {all_success: required}}\n', ''), 'all_success'],
    ['a grant without a severity', YAML.replace('        - {risk: {max_severity: low}}\n', ''), 'max_severity'],
    ['a grant for everything', YAML.replace(/docs: +\[/, "docs: ['**', "), 'match everything'],
    ['an empty list', YAML.replace('any_in: [ownership]', 'any_in: []'), ''],
    ['no YAML at all', 'rules: [', ''],
  ])('is refused with %s', (_name, text, message) => {
    expect(text).not.toBe(YAML);
    const found = problems(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map((problem) => problem.message).join('\n')).toContain(message);
  });

  it.each([
    ['a key that is not known', 'any_inn: [ownership]', 'rules.2.when.paths.any_inn', 'any_inn'],
    ['a condition that is not known', 'pathz: {any_in: [ownership]}', 'rules.2.when.pathz', 'pathz'],
    ['a value in the condition that was meant', 'any_in: ownership', 'rules.2.when.paths.any_in', 'array'],
  ])('points at %s, and says nothing about conditions that were not meant', (_name, written, path, message) => {
    const wrong = written.startsWith('pathz') ? written : `paths: {${written}}`;
    const text = YAML.replace('paths: {any_in: [ownership]}', wrong);
    const [first] = problems(text);
    expect(first).toMatchObject({ path });
    expect(first?.message).toContain(message);
    const key = path.split('.').at(-1) ?? '';
    const line = text.split('\n').findIndex((entry) => entry.includes(wrong));
    expect(first).toMatchObject({ line: line + 1, column: (text.split('\n')[line]?.indexOf(key) ?? -1) + 1 });
  });

  it('points at the line', () => {
    const text = YAML.replace('any_in: [ownership]', 'any_in: [ownershop]');
    const line = text.split('\n').findIndex((entry) => entry.includes('ownershop')) + 1;
    expect(problems(text)[0]).toMatchObject({ line });
  });
});

describe('dispatch', () => {
  const dispatch = (boundary: object, kind: 'change' | 'investigation' = 'change', paths: string[] | null = null) =>
    dispatchDecision(shippedPolicy(), { contract: aContract({ boundary, returns: { artifact: kind } }), paths });
  it('lets a plain task run unattended', () =>
    expect(dispatch({ allowedPaths: ['docs/**'] })).toEqual({ dispatch: 'unattended', because: ['no rule applies; this is the default'] }));
  it('wants a person for sensitive places, by pattern or by file', () => {
    expect(dispatch({ allowedPaths: ['db/migrations/**'] })).toMatchObject({
      dispatch: 'attended',
      because: [expect.stringContaining('migrations')],
    });
    expect(dispatch({ allowedPaths: ['src/**'] }, 'change', ['src/a.ts', 'src/billing/tax.ts']).dispatch).toBe('attended');
    expect(
      dispatch({ allowedPaths: ['src/**'], deniedPaths: ['src/billing/**'] }, 'change', ['src/a.ts', 'src/billing/tax.ts']).dispatch,
    ).toBe('unattended');
  });
  it('wants a person for a task that declares nothing, unless it writes nowhere', () => {
    expect(dispatch({ allowedPaths: [] }).dispatch).toBe('attended');
    expect(dispatch({ allowedPaths: [] }, 'investigation').dispatch).toBe('unattended');
  });
});

describe('a decision from what is stored', () => {
  const contract = aContract({ verification: { checks: [{ name: 'tests', command: 'npm test' }] } });
  const change = aChange([aFile('docs/guide.md')]);
  const artifact: Artifact = {
    digest: `sha256:${'1'.repeat(64)}`,
    runId: 'r',
    kind: 'change',
    handoffBy: 'agent',
    handoff: aHandoff(),
    change,
    clauses: clauseVerdicts(contract, change, aHandoff()),
  };
  const requester = PEOPLE[0];
  if (requester === undefined) throw new Error('no people');
  const stored = { id: 'p', name: 'default', version: 7, digest: 'sha256:stored', yaml: YAML };
  const passed = [
    {
      name: 'tests',
      command: 'npm test',
      subject: 'result' as const,
      reproduces: false,
      outcome: 'passed' as const,
      exitCode: 0,
      durationMs: 1,
      output: '',
      outputTruncated: false,
      treeId: change.headTree,
      imageDigest: 'i',
    },
  ];
  const make = (checks: typeof passed, yaml = YAML) =>
    decide({
      policy: { installation: { ...stored, yaml }, repository: null, shadows: [] },
      contract,
      artifact,
      checks,
      risks: analyzeRisks({ contract, artifact, patches: [], checks }),
      reviews: [],
      people: PEOPLE,
      requester,
      releases: [],
      committerIds: [],
      freeze: null,
      waivers: [],
      arrivedAt: 1,
      now: 2,
    });

  it('merges a green docs change and names the stored policy', () => {
    expect(make(passed)).toMatchObject({ disposition: 'AUTO_MERGE', policy: { name: 'default', version: 7, digest: 'sha256:stored' } });
  });
  it('needs the check to be there', () => expect(make([])).toMatchObject({ disposition: 'REVIEW' }));
  it('holds everything under a policy that cannot be read', () =>
    expect(make(passed, 'rules: [')).toMatchObject({ disposition: 'HOLD', because: [expect.stringContaining('cannot be read')] }));
});
