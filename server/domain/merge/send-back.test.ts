import { expect, test } from 'vitest';
import { aContract } from '../../testing/artifact-builders.ts';
import { taskPrompt } from '../contract/prompt.ts';
import { revertContract } from '../contract/revert-contract.ts';
import { failure } from '../shared/failure.ts';
import { instantWords } from './freeze.ts';
import { CONFLICT_ROUNDS, conflictForAgent } from './send-back.ts';

const conflict = failure('merge_conflict', 'Both sides changed it.', {
  onto: 'a'.repeat(40),
  paths: JSON.stringify(['src/a.ts', 'x`\ny']),
});

test('a conflict goes back to the agent twice, unless the contract leaves it to a person', () => {
  const contract = aContract();
  const given = conflictForAgent(contract, conflict, 0);
  expect(given).toEqual({ baseBranch: 'main', ontoSha: 'a'.repeat(40), paths: ['src/a.ts', 'x`\ny'] });
  expect(conflictForAgent(contract, conflict, CONFLICT_ROUNDS - 1)).not.toBeNull();
  expect(conflictForAgent(contract, conflict, CONFLICT_ROUNDS)).toBeNull();
  expect(conflictForAgent(aContract({ returns: { onConflict: 'person' } }), conflict, 0)).toBeNull();
  expect(conflictForAgent(contract, failure('merge_check_failed', 'unit failed.'), 0)).toBeNull();
  // A contract from before there was the clause.
  const { onConflict: _, ...returns } = contract.returns;
  expect(conflictForAgent({ ...contract, returns } as typeof contract, conflict, 0)).toEqual(given);
});

test('the agent is told where it does not fit and what to take in; a name cannot add a line', () => {
  const prompt = taskPrompt(aContract(), {
    branch: 'countersign/task-1',
    conflict: conflictForAgent(aContract(), conflict, 0) ?? undefined,
  });
  expect(prompt).toContain('git merge origin/main');
  expect(prompt).toContain('- `src/a.ts`');
  expect(prompt).toContain('aaaaaaaaaaaa');
  expect(prompt.split('\n').filter((line) => line.startsWith('y'))).toEqual([]);
});

test('a revert is bounded as what it takes back, and has its checks without the reproductions', () => {
  const contract = aContract({
    title: 'x'.repeat(140),
    verification: {
      checks: [
        { name: 'unit', command: 'npm test' },
        { name: 'bug', command: 'npm run bug', reproduces: true },
      ],
    },
  });
  const revert = revertContract(contract, { taskNumber: 7, sha: 'b'.repeat(40) });
  expect(revert.title).toHaveLength(140);
  expect(revert.title).toMatch(/^Revert: x+…$/);
  expect(revert.verification.checks.map(({ name }) => name)).toEqual(['unit']);
  expect(revert.boundary).toEqual(contract.boundary);
  expect(revert.task.outcome).toContain('b'.repeat(40));
});

test('an instant is said as the calendar has it', () => {
  for (const [at, words] of [
    [0, '1970-01-01 00:00 UTC'],
    [951_782_340_000, '2000-02-28 23:59 UTC'],
    [951_782_400_000, '2000-02-29 00:00 UTC'],
    [1_709_251_199_999, '2024-02-29 23:59 UTC'],
    [1_798_876_800_000, '2027-01-02 08:00 UTC'],
    [4_107_542_400_000, '2100-03-01 00:00 UTC'],
  ] as const)
    expect(instantWords(at)).toBe(words);
});
