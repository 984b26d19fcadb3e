import type { Contract } from './contract.ts';

const TITLE_CHARACTERS = 140;

/** What is taken back: the run that landed, as which commit. */
export type Landed = { readonly taskNumber: number; readonly sha: string };

/**
 * The contract of a revert: the boundary of what it takes back, and its checks without the reproductions, since the bug that they
 * show is back afterwards.
 */
export const revertContract = (contract: Contract, { taskNumber, sha }: Landed): Contract => {
  const title = `Revert: ${contract.title}`;
  const branch = contract.environment.baseBranch;
  return {
    ...contract,
    title: title.length > TITLE_CHARACTERS ? `${title.slice(0, TITLE_CHARACTERS - 1).trimEnd()}…` : title,
    task: {
      outcome: `What task ${taskNumber} put on ${branch} as ${sha} is taken back; everything that came after it stays.`,
      context: '',
    },
    verification: { checks: contract.verification.checks.filter(({ reproduces }) => !reproduces) },
    returns: { ...contract.returns, artifact: 'change' },
  };
};
