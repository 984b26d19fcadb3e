import type { PolicyVersionRow } from '../policy-evidence/policy-api.ts';
import { StateWord } from '../ui/state-word.tsx';

const LOOKS = {
  draft: { look: 'none', word: 'Draft' },
  shadow: { look: 'busy', word: 'Tried beside it' },
  waiting_for_second: { look: 'busy', word: 'Waits for a second admin' },
  in_force: { look: 'good', word: 'In force' },
  superseded: { look: 'none', word: 'Was in force' },
} as const;

/** What became of a version. */
export const VersionState = ({ state }: { state: PolicyVersionRow['state'] }) => (
  <StateWord look={LOOKS[state].look}>{LOOKS[state].word}</StateWord>
);
