import { describe, expect, it } from 'vitest';
import { runDiagram } from './diagram.ts';
import { isFinal, LIVE_STATUSES, nextStatus, RUN_EVENTS, RUN_MACHINE, WORKED_STATUSES } from './machine.ts';
import { RUN_STATUSES, type RunStatus } from './status.ts';

const FINAL: readonly RunStatus[] = ['CHANGES_REQUESTED', 'MERGED', 'ACCEPTED', 'REJECTED', 'FAILED', 'CANCELLED'];
const reachableFrom = (start: RunStatus): ReadonlySet<RunStatus> => {
  const seen = new Set<RunStatus>([start]);
  for (const status of seen) for (const next of Object.values(RUN_MACHINE[status])) seen.add(next);
  return seen;
};

describe('the machine of a run', () => {
  it('answers every pair: a status of the table, or an illegal move', () => {
    for (const status of RUN_STATUSES) {
      for (const event of RUN_EVENTS) {
        const next = nextStatus(status, event);
        if (next === null) expect(RUN_MACHINE[status][event]).toBeUndefined();
        else {
          expect(RUN_STATUSES).toContain(next);
          expect(next).not.toBe(status);
        }
      }
    }
  });

  it('uses every event, and reaches every status from the queue', () => {
    for (const event of RUN_EVENTS) expect(RUN_STATUSES.some((status) => nextStatus(status, event) !== null)).toBe(true);
    expect([...reachableFrom('QUEUED')].sort()).toEqual([...RUN_STATUSES].sort());
  });

  it('has no dead end: every status is final or leads to a final one', () => {
    expect(RUN_STATUSES.filter(isFinal)).toEqual(RUN_STATUSES.filter((status) => FINAL.includes(status)));
    for (const status of RUN_STATUSES) expect([...reachableFrom(status)].some(isFinal)).toBe(true);
  });

  it('never merges what nobody granted or approved', () => {
    for (const status of RUN_STATUSES) {
      for (const event of RUN_EVENTS) {
        const next = nextStatus(status, event);
        if (next === 'MERGING') expect(status).toBe('LANDING');
        if (next === 'LANDING') expect(['APPROVED', 'MERGING']).toContain(status);
        if (next === 'APPROVED')
          expect([status, event]).toEqual(expect.arrayContaining([expect.stringMatching(/JUDGING|IN_REVIEW|MERGE_REFUSED|LANDING/)]));
      }
    }
  });

  it('may be cancelled at any moment before a merge begins', () => {
    for (const status of [...LIVE_STATUSES, 'QUEUED', 'COLLECTING', 'VERIFYING', 'JUDGING', 'IN_REVIEW', 'APPROVED', 'LANDING'] as const)
      expect(nextStatus(status, 'cancelled')).toBe('CANCELLED');
    expect(nextStatus('MERGING', 'cancelled')).toBeNull();
  });

  it('has workers only in statuses that go on', () => {
    for (const status of WORKED_STATUSES) expect(isFinal(status)).toBe(false);
  });

  it('draws itself with every move', () => {
    const moves = RUN_STATUSES.reduce((sum, status) => sum + Object.keys(RUN_MACHINE[status]).length, 0);
    expect(
      runDiagram()
        .split('\n')
        .filter((line) => line.includes(': ')),
    ).toHaveLength(moves);
  });
});
