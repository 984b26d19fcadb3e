import { describe, expect, it } from 'vitest';
import { aFinding, aVote, docsFacts, OLD_DIGEST, PEOPLE, shippedPolicy } from '../../testing/policy-builders.ts';
import type { Person } from '../shared/role.ts';
import { judgeArtifact } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';
import type { Requirement } from './requirement-model.ts';

const SHIPPED = shippedPolicy();
const ANYBODY: Requirement['approvals'] = [{ count: 1, from: { roles: ['reviewer', 'senior-reviewer', 'admin'] } }];
/** Docs edits under rules that all apply, each with one of these requirements. */
const asking = (...requirements: readonly Partial<Requirement>[]): Policy => ({
  ...SHIPPED,
  rules: requirements.map((requires, index) => ({
    id: `rule-${index}`,
    effect: 'require',
    description: '',
    enabled: true,
    overridable: false,
    when: { paths: { any_in: ['docs'] } },
    requires: { approvals: ANYBODY, ...requires },
  })),
});
const decide = (policy: Policy, patch: Partial<PolicyFacts> = {}, people: readonly Person[] | null = PEOPLE) =>
  judgeArtifact(policy, docsFacts(patch), people);
const by = (...reviews: NonNullable<PolicyFacts['reviews']>) => ({ reviews });

describe('what several requirements come to', () => {
  it('takes the larger count, unites lists and the wider view', () => {
    const policy = asking(
      {
        approvals: [{ count: 2, from: { roles: ['reviewer', 'senior-reviewer', 'admin'] } }],
        checklist: ['b', 'a'],
        viewed_files: 'matched',
      },
      { approvals: [{ count: 1, from: { roles: ['admin'] } }], checklist: ['b', 'c'], viewed_files: 'all', rationale: true },
    );
    expect(decide(policy)).toMatchObject({
      needs: [
        { count: 1, roles: ['admin'] },
        { count: 2, roles: ['reviewer', 'senior-reviewer', 'admin'] },
      ],
      asks: { checklist: ['a', 'b', 'c'], viewed: { which: 'all', paths: ['docs/guide.md'] }, reason: true },
    });
  });
  it('lets one person fill two kinds of slot, and one slot once', () => {
    const policy = asking(
      { approvals: [{ count: 1, from: { roles: ['senior-reviewer'] } }] },
      { approvals: [{ count: 2, from: { roles: ['reviewer', 'senior-reviewer'] } }] },
    );
    expect(decide(policy, by(aVote('sol'), aVote('sol'))).missing).toEqual(['1 more from reviewer/senior-reviewer (1/2)']);
    expect(decide(policy, by(aVote('sol'), aVote('omar'))).disposition).toBe('APPROVED');
  });
  it('keeps the default requirement when a rule asks for less', () => {
    const strict = asking({ approvals: ANYBODY });
    const settings = {
      ...strict.settings,
      default_requirement: { id: 'd', approvals: [{ count: 1, from: { roles: ['admin' as const] } }] },
    };
    expect(decide({ ...strict, settings }, by(aVote('omar'))).missing).toEqual(['1 more from admin (0/1)']);
  });
  it('adds up what one person brings in several approvals', () => {
    const policy = asking({ checklist: ['a', 'b'], rationale: true });
    expect(decide(policy, by(aVote('omar', { checklist: ['a'], reason: 'Read it.' }))).missing).toEqual(['checklist: b']);
    expect(
      decide(policy, by(aVote('omar', { checklist: ['a'], reason: 'Read it.' }), aVote('omar', { checklist: ['b'] }))).disposition,
    ).toBe('APPROVED');
  });
  it('forgets what somebody brought before they objected', () => {
    const policy = asking({ checklist: ['a'] });
    const reviews = by(aVote('omar', { checklist: ['a'] }), aVote('omar', { verdict: 'request_changes' }), aVote('omar'));
    expect(decide(policy, reviews).missing).toEqual(['checklist: a']);
  });
});

describe('what an approval may have to bring', () => {
  it('an answer to each finding that is medium or worse', () => {
    const findings = [aFinding('A-1', 'medium'), aFinding('A-2', 'low')];
    const answered = (answer: 1 | 2 | 3 | 4, reason = '') => by(aVote('omar', { acks: { 'A-1-print': { answer, reason } } }));
    const policy = asking({ per_finding_ack: true });
    const missing = (patch: Partial<PolicyFacts>) =>
      decide(policy, { findings, ...patch }).missing.filter((line) => line.includes('finding'));
    expect(missing(answered(1))).toEqual([]);
    expect(missing(answered(2))).toEqual(['an answer to each finding: A-1']);
    expect(missing(answered(3, 'Too short.'))).toEqual(['an answer to each finding: A-1']);
    expect(missing(answered(3, 'The file is not reachable.'))).toEqual([]);
    expect(missing(answered(4))).toEqual(['an answer to each finding: A-1']);
    expect(decide(policy, { findings: null }).missing).toContain('an answer to each finding: the findings are not known');
  });
  it('resolved threads', () => {
    const policy = asking({ threads_resolved: true });
    expect(decide(policy, { ...by(aVote('omar')), openThreads: 2 }).missing).toEqual(['2 open comment threads']);
    expect(decide(policy, { ...by(aVote('omar')), openThreads: null }).missing).toEqual(['comment threads: not known']);
    expect(decide(policy, { ...by(aVote('omar')), openThreads: 0 }).disposition).toBe('APPROVED');
  });
  it('time', () => {
    const policy = asking({ cooldown_minutes: 10 });
    const at = (now: number | null) => decide(policy, { ...by(aVote('omar')), arrivedAt: 0, now });
    expect(at(599_999)).toMatchObject({ disposition: 'REVIEW', asks: { cooldownUntil: 600_000 } });
    expect(at(600_000)).toMatchObject({ disposition: 'APPROVED', asks: { cooldownUntil: null } });
    expect(at(null).disposition).toBe('REVIEW');
  });
  it('signing in again', () => {
    const policy = asking({ reauth: true });
    expect(decide(policy, by(aVote('omar')))).toMatchObject({
      disposition: 'REVIEW',
      asks: { reauth: true },
      ignored: [{ person: 'omar', why: 'approved without signing in again' }],
    });
    expect(decide(policy, by(aVote('omar', { isReauthenticated: true })))).toMatchObject({
      disposition: 'APPROVED',
      asks: { reauth: false },
    });
  });
});

describe('a requirement that nobody can meet', () => {
  const policy = asking({ approvals: [{ count: 2, from: { roles: ['admin'] } }] });
  it('says so instead of waiting', () => {
    const people = PEOPLE.filter((person) => person.id !== 'alex');
    expect(decide(policy, {}, people)).toMatchObject({
      disposition: 'UNSATISFIABLE',
      because: [expect.stringContaining('only 1 who works here could be'), expect.stringContaining('rule-0')],
    });
    expect(decide(policy, { requesterId: 'ada' }).disposition).toBe('UNSATISFIABLE');
    expect(decide(policy).disposition).toBe('REVIEW');
  });
  it('is not said when nobody knows who works here', () => expect(decide(policy, {}, null).disposition).toBe('REVIEW'));
});

describe('freshness', () => {
  const old = by(aVote('omar', { artifactDigest: OLD_DIGEST }));
  const until = (stale_on: Policy['settings']['approvals']['stale_on']): Policy => ({
    ...asking({}),
    settings: { ...SHIPPED.settings, approvals: { ...SHIPPED.settings.approvals, stale_on } },
  });
  it.each([
    ['any_change', old, 'REVIEW'],
    ['code_change', old, 'APPROVED'],
    ['code_change', { ...old, patchId: '6'.repeat(40) }, 'REVIEW'],
    ['code_change', { ...old, patchId: '' }, 'REVIEW'],
    ['code_change', { ...old, patchId: null }, 'REVIEW'],
    ['never', { ...old, patchId: null }, 'APPROVED'],
  ] as const)('%s', (staleOn, patch, disposition) => expect(decide(until(staleOn), patch).disposition).toBe(disposition));
});

describe('a request for changes', () => {
  const asked = (patch: object = {}) => aVote('ines', { verdict: 'request_changes', ...patch });
  it('counts from a reviewer agent too', () =>
    expect(decide(asking({}), by(asked({ reviewerId: 'bot', kind: 'agent', role: null }), aVote('omar'))).disposition).toBe(
      'CHANGES_REQUESTED',
    ));
  it('is cleared by somebody with a reason, and not by who asked for the work', () => {
    const cleared = (id: string, reason: string) =>
      decide(asking({}), by(asked({ cleared: { by: id, reason } }), aVote('omar'))).disposition;
    expect(cleared('ada', 'Answered in the next run.')).toBe('APPROVED');
    expect(cleared('ada', '')).toBe('CHANGES_REQUESTED');
    expect(cleared('rita', 'Answered in the next run.')).toBe('CHANGES_REQUESTED');
  });
});
