import type { Disposition } from '../../server/domain/policy/decision.ts';

export type DispositionLook = {
  readonly word: string;
  readonly sentence: string;
  readonly tone: 'red' | 'amber' | 'orange' | 'grey' | 'violet' | 'green';
};

/** What policy says, in words for the person who has to act on it. */
export const DISPOSITIONS: Readonly<Record<Disposition, DispositionLook>> = {
  BLOCK: { word: 'Blocked', sentence: 'Policy forbids this change. An approval does not change that.', tone: 'red' },
  HOLD: { word: 'Held', sentence: 'Something that policy needs to know is not known, so it waits for a person.', tone: 'amber' },
  CHANGES_REQUESTED: { word: 'Changes requested', sentence: 'A reviewer asked for changes.', tone: 'orange' },
  BOUNCE: { word: 'Back to the agent', sentence: 'Policy sends this back before anybody has to read it.', tone: 'orange' },
  WAIT: { word: 'Waiting', sentence: 'Not everything has been seen yet.', tone: 'grey' },
  AUTO_MERGE: { word: 'May land by itself', sentence: 'Policy lets this change land without a person.', tone: 'green' },
  UNSATISFIABLE: {
    word: 'Nobody can',
    sentence: 'It needs somebody who does not work here. An admin changes the people or the policy.',
    tone: 'red',
  },
  REVIEW: { word: 'Needs review', sentence: 'A person decides.', tone: 'violet' },
  APPROVED: { word: 'Approved', sentence: 'Everything that policy asks for is there.', tone: 'green' },
};
