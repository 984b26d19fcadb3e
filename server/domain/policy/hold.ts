import type { Person } from '../shared/role.ts';
import { type Decision, NO_ASKS } from './decision.ts';
import { judgeArtifact } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';

/** What is said where there is no policy that can be read: everything is held. */
export const holdAll = (because: string): Omit<Decision, 'policy' | 'factsDigest'> => ({
  disposition: 'HOLD',
  because: [because],
  trace: [],
  needs: [],
  asks: NO_ASKS,
  releases: [],
  overrides: [],
  isSelfApproved: false,
  missing: ['a policy that can be read'],
  ignored: [],
  nearestAutomatic: null,
});

export const judgeOrHold = (policy: Policy | null, facts: PolicyFacts, people: readonly Person[] | null) =>
  policy === null ? holdAll('there is no policy that can be read') : judgeArtifact(policy, facts, people);
