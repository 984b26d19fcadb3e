import { describe, expect, it } from 'vitest';
import { aFinding, aVote, docsFacts, PEOPLE, shippedPolicy, wholePolicy } from '../../testing/policy-builders.ts';
import type { Person } from '../shared/role.ts';
import { judgeArtifact } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import { FLOOR_SECRET, mayActivatePolicy } from './floor.ts';
import type { Policy } from './model.ts';

const SHIPPED = shippedPolicy();
const decide = (patch: Partial<PolicyFacts>, policy: Policy = SHIPPED) => judgeArtifact(policy, docsFacts(patch, policy), PEOPLE);
const who = (id: string): Person => {
  const person = PEOPLE.find((entry) => entry.id === id);
  if (person === undefined) throw new Error(id);
  return person;
};
const secret = aFinding('SEC-01', 'critical', 'secret');

describe('the floor', () => {
  it('blocks a secret that no rule speaks of', () => {
    expect(decide({ findings: [secret] })).toMatchObject({ disposition: 'BLOCK', because: [expect.stringContaining(FLOOR_SECRET)] });
    expect(decide({}).trace.map((rule) => rule.rule)).not.toContain(FLOOR_SECRET);
  });
  it('does not repeat a policy that says the same', () => {
    expect(decide({ findings: [secret] }, wholePolicy()).because).toEqual([expect.stringContaining('block-secret')]);
  });
  it('is not replaced by a rule that is easier to release', () => {
    const policy = wholePolicy();
    const rules = policy.rules.map((rule) =>
      rule.effect === 'block' && rule.id === 'block-secret'
        ? { ...rule, release_by: { roles: ['admin' as const], count: 1, rationale: true as const } }
        : rule,
    );
    expect(decide({ findings: [secret] }, { ...policy, rules }).because[0]).toContain(FLOOR_SECRET);
  });
  it('counts neither who asked nor agents, whatever the policy leaves out', () => {
    const { approvals } = SHIPPED.settings;
    const loose: Policy = { ...SHIPPED, settings: { ...SHIPPED.settings, approvals: { ...approvals, never: ['committer'] } } };
    const reviews = [aVote('rita'), aVote('bot', { kind: 'service_account', role: 'admin' })];
    expect(decide({ targetBranch: 'release/1', reviews }, loose)).toMatchObject({
      disposition: 'REVIEW',
      ignored: [
        { person: 'rita', why: 'asked for this task' },
        { person: 'bot', why: 'is not a person' },
      ],
    });
  });
  it('lets an admin change the policy, and two when it gets wider', () => {
    const by = (requester: string, second: string | null, isWider: boolean, authorId: string | null = requester) =>
      mayActivatePolicy({ requester: who(requester), authorId, second: second === null ? null : who(second), isWider }).ok;
    expect([by('ada', null, false), by('ada', 'alex', true), by('ada', 'alex', true, null)]).toEqual([true, true, true]);
    expect([by('sol', null, false), by('ada', null, true), by('ada', 'ada', true), by('ada', 'sam', true)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([by('ada', 'alex', true, 'alex'), by('ada', 'ada', true, 'alex')]).toEqual([false, false]);
  });
});

describe('a release', () => {
  const release = (userId: string, patch: object = {}) => ({
    rule: FLOOR_SECRET,
    userId,
    userName: userId,
    kind: 'person' as const,
    role: who(userId).role,
    reason: 'A documented dummy.',
    artifactDigest: docsFacts().artifactDigest ?? '',
    ...patch,
  });
  it('lets through what it names and stays to be seen', () => {
    const decision = decide({ findings: [secret], releases: [release('sam')] });
    expect(decision).toMatchObject({ disposition: 'REVIEW', overrides: ['floor-secret was released by sam'], releases: [] });
  });
  it.each([
    ['another role', release('ada')],
    ['no reason', release('sam', { reason: ' ' })],
    ['another artifact', release('sam', { artifactDigest: 'sha256:other' })],
    ['an agent', release('sam', { kind: 'agent' })],
    ['another rule', release('sam', { rule: 'block-freeze' })],
  ])('does not count with %s', (_what, given) =>
    expect(decide({ findings: [secret], releases: [given] })).toMatchObject({
      disposition: 'BLOCK',
      overrides: [],
      releases: [{ rule: FLOOR_SECRET, roles: ['security-admin'], count: 1, have: [], missing: 1, candidates: ['sam'] }],
    }),
  );
  it('is never by who asked', () =>
    expect(decide({ findings: [secret], releases: [release('sam')], requesterId: 'sam' })).toMatchObject({ disposition: 'BLOCK' }));
  it('needs as many as the rule says', () => {
    const owners = { files: [{ ...(docsFacts().files?.[0] as NonNullable<PolicyFacts['files']>[number]), path: 'CODEOWNERS' }] };
    const two = [release('ada', { rule: 'block-policy-self-edit' }), release('alex', { rule: 'block-policy-self-edit' })];
    expect(decide({ ...owners, releases: two.slice(0, 1) }).releases).toMatchObject([{ have: ['ada'], missing: 1, candidates: ['alex'] }]);
    expect(decide({ ...owners, releases: two }).disposition).toBe('REVIEW');
    expect(decide({ ...owners, releases: [two[0], two[0]].flatMap((one) => one ?? []) }).disposition).toBe('BLOCK');
  });
  it('lets go what is held for want of a fact', () => {
    const whole = wholePolicy();
    expect(decide({ freeze: null }, whole).disposition).toBe('HOLD');
    const released = { freeze: null, releases: [release('ada', { rule: 'block-freeze' })] };
    expect(decide(released, whole).disposition).toBe('AUTO_MERGE');
  });
});

describe('a waiver', () => {
  const waived = (patch: object) => ({ ...secret, waived: { by: 'sam', reason: 'A dummy.', expires: 2_000_000_000_000, ...patch } });
  it('takes one finding out', () => expect(decide({ findings: [waived({})] }).disposition).toBe('AUTO_MERGE'));
  it.each([
    ['over', { expires: 1 }],
    ['by who asked', { by: 'rita' }],
    ['without a reason', { reason: '' }],
  ])('does not when it is %s', (_what, patch) => expect(decide({ findings: [waived(patch)] }).disposition).toBe('BLOCK'));
  it('does not when the time is not known', () => expect(decide({ findings: [waived({})], now: null }).disposition).toBe('BLOCK'));
});

describe('solo mode', () => {
  const solo = { ownerId: 'ada', reason: 'I work alone.', expires: 2_000_000_000_000 };
  const own = { requesterId: 'ada', solo, targetBranch: 'release/1', reviews: [aVote('ada', { reason: 'Mine, and right.' })] };
  const hour = { arrivedAt: 1_767_265_200_000, now: 1_767_268_800_000 };
  it('lets its owner approve and says so', () => expect(decide(own)).toMatchObject({ disposition: 'APPROVED', isSelfApproved: true }));
  it('ends, and is for its owner alone', () => {
    expect(decide({ ...own, solo: { ...solo, expires: 1 } }).disposition).toBe('REVIEW');
    expect(decide({ ...own, solo: { ...solo, ownerId: 'alex' } }).disposition).toBe('REVIEW');
    expect(decide({ ...own, solo: null }).disposition).toBe('REVIEW');
  });
  it('waits where a second person would be asked', () => {
    const high = aFinding('TST-02', 'high');
    const answered = aVote('ada', {
      reason: 'Mine.',
      checklist: ['checks-not-weakened'],
      acks: { 'TST-02-print': { answer: 1, reason: '' } },
    });
    const facts = { ...own, ...hour, findings: [high], reviews: [answered] };
    expect(decide(facts).disposition).toBe('APPROVED');
    expect(decide({ ...facts, arrivedAt: hour.now - 60_000 })).toMatchObject({
      disposition: 'REVIEW',
      missing: ['a cooldown of 30 minutes after it arrived'],
      asks: { cooldownUntil: hour.now + 29 * 60_000 },
    });
  });
});
