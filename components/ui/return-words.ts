import type { Contract } from '../../server/domain/contract/contract.ts';

/** Who makes an approved change fit again. */
export const CONFLICT_WORDS: Readonly<Record<Contract['returns']['onConflict'], string>> = {
  agent: 'The agent takes in the moved base branch and hands over again, twice at most',
  person: 'It waits for a person',
};
/** The kinds of result, as people choose and read them. */
export const RETURN_WORDS: Readonly<Record<Contract['returns']['artifact'], { readonly word: string; readonly text: string }>> = {
  change: { word: 'A change', text: 'Commits on a task branch, ready to review and merge.' },
  investigation: { word: 'A report', text: 'An investigation in markdown. No file is changed.' },
  failing_test: { word: 'A failing test', text: 'A test that proves the bug. Only tests are changed.' },
};
