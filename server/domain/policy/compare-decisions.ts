import type { Decision, Disposition } from './decision.ts';

export type Direction = 'tighter' | 'looser' | 'same';
type Compared = Pick<Decision, 'disposition' | 'needs' | 'asks'>;

/** From what lands by itself to what nobody lands. */
const STRICTNESS: Readonly<Record<Disposition, number>> = {
  AUTO_MERGE: 0,
  APPROVED: 1,
  WAIT: 2,
  REVIEW: 3,
  UNSATISFIABLE: 4,
  BOUNCE: 5,
  CHANGES_REQUESTED: 6,
  HOLD: 7,
  BLOCK: 8,
};

/** Where the same facts come out under another policy. What asks for something else, neither more nor less, counts as looser. */
export const compareDecisions = (active: Compared, candidate: Compared): Direction => {
  const step = STRICTNESS[candidate.disposition] - STRICTNESS[active.disposition];
  if (step !== 0) return step > 0 ? 'tighter' : 'looser';
  const [holdsActive, holdsCandidate] = [asksAtLeast(candidate, active), asksAtLeast(active, candidate)];
  if (holdsActive) return holdsCandidate ? 'same' : 'tighter';
  return 'looser';
};

const asksAtLeast = (more: Compared, less: Compared): boolean =>
  less.needs.every((slot) =>
    more.needs.some((other) => other.count >= slot.count && other.roles.every((role) => slot.roles.includes(role))),
  ) &&
  (!less.asks.reason || more.asks.reason) &&
  (!less.asks.threads || more.asks.threads) &&
  (!less.asks.reauth || more.asks.reauth) &&
  (less.asks.cooldownUntil ?? 0) <= (more.asks.cooldownUntil ?? 0) &&
  less.asks.checklist.every((item) => more.asks.checklist.includes(item)) &&
  (less.asks.viewed?.paths ?? []).every((path) => more.asks.viewed?.paths.includes(path)) &&
  less.asks.findings.every(({ fingerprint }) => more.asks.findings.some((finding) => finding.fingerprint === fingerprint));
