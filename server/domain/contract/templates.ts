import type { Contract } from './contract.ts';

/** A contract to start from. The environment is the person's choice, so it is not part of a template. */
export type ContractTemplate = {
  readonly id: 'bug_fix' | 'maintenance' | 'investigation' | 'failing_test';
  readonly name: string;
  /** When to take it. */
  readonly description: string;
  readonly contract: Omit<Contract, 'environment'>;
};

const OPEN_BOUNDARY = { networkHosts: [], allowedCommands: [], deniedCommands: ['git push', 'curl', 'wget'], risk: 'low' as const };

export const CONTRACT_TEMPLATES: readonly ContractTemplate[] = [
  {
    id: 'bug_fix',
    name: 'Fix a bug',
    description: 'Something goes wrong and you can say how. Comes back as a change with a test that failed before.',
    contract: {
      title: 'Fix: [fill in: what goes wrong]',
      task: {
        outcome:
          'When [fill in: the situation], [fill in: what happens now]. It should [fill in: what should happen instead].\n\nReproduce it with a test first, then fix it, and keep the test as a regression test.',
        context: 'Seen in: \nError message: \nRelevant files: \n',
      },
      boundary: {
        ...OPEN_BOUNDARY,
        allowedPaths: ['src/**', 'test/**'],
        deniedPaths: ['.github/**', '**/migrations/**'],
        maxFiles: 8,
        maxLines: 200,
      },
      verification: {
        checks: [{ name: 'regression-test', command: 'npm test', reproduces: true, timeoutMinutes: 10 }],
      },
      returns: { artifact: 'change', onConflict: 'agent' },
      stop: {
        minutes: 45,
        noProgressMinutes: 15,
        conditions: ['If you cannot reproduce it in 20 minutes, stop and report what you tried.'],
      },
    },
  },
  {
    id: 'maintenance',
    name: 'Maintenance change',
    description: 'A small, well-defined change: remove a flag, update generated docs, replace a deprecated call.',
    contract: {
      title: '[fill in: what is replaced or removed]',
      task: {
        outcome:
          'Replace every use of [fill in: old name] with [fill in: new name] in [fill in: folder]. Behaviour stays the same: no test changes its expectation.',
        context: '',
      },
      boundary: {
        ...OPEN_BOUNDARY,
        allowedPaths: ['src/**'],
        deniedPaths: ['.github/**', 'package.json', '**/migrations/**'],
        maxFiles: 20,
        maxLines: 400,
      },
      verification: { checks: [{ name: 'tests', command: 'npm test', reproduces: false, timeoutMinutes: 10 }] },
      returns: { artifact: 'change', onConflict: 'agent' },
      stop: {
        minutes: 60,
        noProgressMinutes: 15,
        conditions: ['If a test must change its expectation, stop and report which one and why.'],
      },
    },
  },
  {
    id: 'investigation',
    name: 'Investigate',
    description: 'You need to know something before anybody changes anything. Comes back as a report; no file is changed.',
    contract: {
      title: 'Find out: [fill in: the question]',
      task: {
        outcome:
          'Answer: [fill in: the question, e.g. which call sites still use the old price rounding]. List each place with file and line, say what was run to find it, and name what is still uncertain.',
        context: '',
      },
      boundary: { ...OPEN_BOUNDARY, allowedPaths: [], deniedPaths: [], maxFiles: 20, maxLines: 400 },
      verification: { checks: [] },
      returns: { artifact: 'investigation', onConflict: 'agent' },
      stop: { minutes: 30, noProgressMinutes: 10, conditions: ['If the question rests on a wrong assumption, stop and say which one.'] },
    },
  },
  {
    id: 'failing_test',
    name: 'Failing test',
    description: 'You want the bug proven, not fixed. Comes back as a test that fails because of it; only tests are changed.',
    contract: {
      title: 'Reproduce: [fill in: what goes wrong]',
      task: {
        outcome:
          'Write one test that fails because [fill in: what goes wrong and when]. It must fail for this reason and no other. Do not change the code under test.',
        context: '',
      },
      boundary: { ...OPEN_BOUNDARY, allowedPaths: ['test/**', '**/*.test.*'], deniedPaths: ['.github/**'], maxFiles: 3, maxLines: 150 },
      verification: { checks: [{ name: 'reproduction', command: 'npm test', reproduces: true, timeoutMinutes: 10 }] },
      returns: { artifact: 'failing_test', onConflict: 'agent' },
      stop: {
        minutes: 30,
        noProgressMinutes: 10,
        conditions: ['If you cannot make it fail in 20 minutes, stop and report what you tried.'],
      },
    },
  },
];
