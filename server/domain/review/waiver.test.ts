import { describe, expect, it } from 'vitest';
import { aRisk, docsFacts, PEOPLE } from '../../testing/policy-builders.ts';
import { standingFindings } from '../policy/risk-conditions.ts';
import { mayWaive, waiverEnd, waiverOf } from './waiver.ts';

const who = (id: string) => {
  const person = PEOPLE.find((entry) => entry.id === id);
  if (person === undefined) throw new Error(id);
  return person;
};
const found = aRisk('TST-02', 'high', 'test_weakening', 'a.test.ts');
const NOW = 1_000_000;
const waiver = (byId: string, over: object = {}) => ({
  fingerprint: found.fingerprint,
  byId,
  reason: 'It is meant.',
  expiresAt: waiverEnd(NOW, 1),
  ...over,
});

describe('a waiver', () => {
  it('is given by senior reviewers, security admins and admins, never by whoever asked', () => {
    const may = (id: string) => mayWaive(found, who(id), 'ada').ok;
    expect(['mia', 'omar', 'sol', 'sam', 'alex', 'ada'].filter(may)).toEqual(['sol', 'sam', 'alex']);
  });
  it('is never given for what is critical, and does not count for it', () => {
    const critical = { ...found, severity: 'critical' } as const;
    expect(mayWaive(critical, who('alex'), 'rita')).toMatchObject({ failure: { code: 'not_allowed' } });
    expect(waiverOf(critical, [waiver('sol')], 'rita')).toBeNull();
  });
  it('belongs to one finding, and somebody else’s comes before the requester’s', () => {
    expect(waiverOf(found, [waiver('sol', { fingerprint: 'other' })], 'rita')).toBeNull();
    expect(waiverOf(found, [waiver('rita'), waiver('sol')], 'rita')).toMatchObject({ by: 'sol' });
  });
  it('counts until it ends, and not in a task of whoever gave it', () => {
    const standing = (byId: string, now: number) => {
      const waived = waiverOf(found, [waiver(byId)], 'rita');
      return standingFindings({ ...docsFacts(), now, findings: [{ ...found, at: null, waived }] })?.length;
    };
    expect([standing('sol', NOW), standing('sol', waiverEnd(NOW, 1)), standing('rita', NOW)]).toEqual([0, 1, 1]);
  });
});
