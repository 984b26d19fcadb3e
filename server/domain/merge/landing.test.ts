import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aChange, aCheckResult, aContract, aHandoff } from '../../testing/artifact-builders.ts';
import { aVote, DIGEST, docsFacts, PEOPLE, shippedPolicy } from '../../testing/policy-builders.ts';
import { artifactDigest } from '../artifact/digest.ts';
import type { Artifact } from '../artifact/manifest.ts';
import { evaluatePolicy } from '../policy/evaluate.ts';
import type { CheckResult, PlannedCheck } from '../verification/check.ts';
import { freezeOf } from './freeze.ts';
import { asLanded, isAsChecked, mayLand, receiptFor } from './landing.ts';
import { type LandingRun, landingLine } from './landing-line.ts';

const run = (runId: string, over: Partial<LandingRun> = {}): LandingRun => ({
  runId,
  taskNumber: Number(runId),
  repositoryId: 'r',
  branch: 'main',
  since: Number(runId),
  isLanding: false,
  ...over,
});

describe('the line of a branch', () => {
  it('lets the first that was approved land and tells the others where they are', () => {
    expect([...landingLine([run('3'), run('1'), run('2'), run('4', { branch: 'next' }), run('5', { repositoryId: 's' })], [], 0)]).toEqual([
      ['1', []],
      ['2', [{ reason: 'landing_line', branch: 'main', position: 2, behindTask: 1 }]],
      ['3', [{ reason: 'landing_line', branch: 'main', position: 3, behindTask: 2 }]],
      ['4', []],
      ['5', []],
    ]);
  });
  it('waits for the one that is landing, whenever that was approved', () => {
    expect(landingLine([run('1'), run('9', { isLanding: true })], [], 0).get('1')).toEqual([
      { reason: 'landing_line', branch: 'main', position: 2, behindTask: 9 },
    ]);
  });
  it('stands still while the repository is frozen, keeps its order, and says until when and why', () => {
    const freezes = [
      { repositoryId: null, from: 10, until: 20, reason: 'Deploy' },
      { repositoryId: 'r', from: 15, until: 30, reason: 'Holiday freeze' },
    ];
    const waitsAt = (now: number, repositoryId: string) =>
      landingLine([run('1', { repositoryId }), run('2', { repositoryId })], freezes, now);
    expect(waitsAt(9, 'r').get('1')).toEqual([]);
    expect(waitsAt(10, 's').get('1')).toEqual([{ reason: 'frozen', until: 20, why: 'Deploy' }]);
    expect(waitsAt(15, 'r').get('1')).toEqual([{ reason: 'frozen', until: 30, why: 'Holiday freeze' }]);
    expect(waitsAt(15, 'r').get('2')).toMatchObject([{ reason: 'frozen' }, { reason: 'landing_line', behindTask: 1 }]);
    expect(waitsAt(20, 's').get('1')).toEqual([]);
    expect(waitsAt(30, 'r').get('1')).toEqual([]);
    expect(freezeOf(freezes, 'r', 30)).toBeNull();
  });
  it('never lets two land on one branch, forgets nobody, and does not depend on the order of the rows', () => {
    const runs = fc.uniqueArray(
      fc.record({
        runId: fc.integer({ min: 1, max: 50 }).map(String),
        taskNumber: fc.nat(99),
        repositoryId: fc.constantFrom('r', 's'),
        branch: fc.constantFrom('main', 'next'),
        since: fc.nat(5),
        isLanding: fc.constant(false),
      }),
      { selector: ({ runId }) => runId },
    );
    fc.assert(
      fc.property(runs, fc.nat(7), (approved, shift) => {
        const waits = landingLine(approved, [], 0);
        expect(waits.size).toBe(approved.length);
        const free = approved.filter(({ runId }) => waits.get(runId)?.length === 0).map((one) => `${one.repositoryId} ${one.branch}`);
        expect(free.toSorted()).toEqual([...new Set(approved.map((one) => `${one.repositoryId} ${one.branch}`))].toSorted());
        const turned = approved.map((_, i) => approved[(i + shift) % approved.length] as LandingRun);
        expect(new Map(landingLine(turned, [], 0))).toEqual(new Map(waits));
      }),
    );
  });
});

const artifact: Artifact = {
  digest: DIGEST,
  runId: 'r',
  kind: 'change',
  handoffBy: 'agent',
  handoff: aHandoff(),
  change: aChange(),
  clauses: [],
};
const moved = { ...artifact.change, baseSha: 'a'.repeat(40), baseTree: 'b'.repeat(40), headTree: 'c'.repeat(40), commits: [] };
const check = { name: 'unit', command: 'npm test', reproduces: false, timeoutMinutes: 5 };
const aCheck = (over: Partial<CheckResult> = {}) => aCheckResult({ name: check.name, command: check.command, reproduces: false, ...over });
const planned: readonly PlannedCheck[] = [{ check, subject: 'result' }];

describe('the change on a base that moved', () => {
  it('is what people approved as long as the patch is the same, whatever the base is', () => {
    const landed = asLanded(aContract(), artifact, moved);
    expect([landed.digest, landed.change.baseSha, landed.change.commits]).toEqual([DIGEST, moved.baseSha, artifact.change.commits]);
    expect(landed.clauses.length).toBeGreaterThan(0);
  });
  it('is another artifact when the patch differs', () => {
    const landed = asLanded(aContract(), artifact, { ...moved, patchId: '9'.repeat(40) });
    expect(landed.digest).not.toBe(DIGEST);
    expect(landed.digest).toBe(artifactDigest(landed.change, artifact.handoff));
  });
  it('counts as checked only with the same base and the same tree', () => {
    const { baseSha, headTree } = artifact.change;
    expect(isAsChecked(artifact, { onto: baseSha, treeId: headTree })).toBe(true);
    expect(isAsChecked(artifact, { onto: moved.baseSha, treeId: headTree })).toBe(false);
    expect(isAsChecked(artifact, { onto: baseSha, treeId: moved.headTree })).toBe(false);
  });
});

describe('receipts', () => {
  const [onResult, onBase] = [
    { check, subject: 'result' },
    { check, subject: 'base' },
  ] as const;
  it('count for one tree and one command, and only when they speak for landing', () => {
    const passed = aCheck({ treeId: 't' });
    expect(receiptFor(onResult, 't', [passed])).toBe(passed);
    expect(receiptFor(onResult, 'other', [passed])).toBeNull();
    expect(receiptFor(onBase, 't', [passed])).toBeNull();
    expect(receiptFor({ check: { ...check, command: 'true' }, subject: 'result' }, 't', [passed])).toBeNull();
    for (const outcome of ['failed', 'timed_out', 'not_run'] as const)
      expect(receiptFor(onResult, 't', [aCheck({ treeId: 't', outcome })])).toBeNull();
    const failedOnBase = aCheck({ treeId: 't', subject: 'base', outcome: 'failed' });
    expect(receiptFor(onBase, 't', [failedOnBase])).toBe(failedOnBase);
  });
});

describe('landing', () => {
  const decided = (digest: string) =>
    evaluatePolicy(shippedPolicy(), docsFacts({ artifactDigest: digest, files: artifact.change.files, reviews: [aVote('omar')] }), PEOPLE);
  const ask = (over: Partial<Parameters<typeof mayLand>[0]> = {}) =>
    mayLand({
      artifact,
      landed: asLanded(aContract(), artifact, moved),
      planned,
      checks: [aCheck()],
      decision: decided(DIGEST),
      branch: 'main',
      ontoSha: moved.baseSha,
      ...over,
    });
  it('is permitted with green checks and a decision that permits', () => {
    expect(ask()).toEqual({ ok: true, value: undefined });
  });
  it('names the check that is red, ran out of time, or never reported', () => {
    for (const [checks, words] of [
      [[aCheck({ outcome: 'failed' })], 'unit: Failed on the result.'],
      [[aCheck({ outcome: 'timed_out' })], 'unit: Ran out of time on the result.'],
      [[], 'unit: Could not be run, so nothing is known about it.'],
    ] as const)
      expect(ask({ checks })).toMatchObject({ failure: { code: 'merge_check_failed', message: expect.stringContaining(words) } });
  });
  it('names what policy wants, and says when approvals were of another patch', () => {
    expect(ask({ decision: { ...decided(DIGEST), disposition: 'BLOCK', because: ['block-escape: a link'] } })).toMatchObject({
      failure: { code: 'merge_not_permitted', message: expect.stringContaining('block-escape: a link') },
    });
    const landed = asLanded(aContract(), artifact, { ...moved, patchId: '9'.repeat(40) });
    expect(ask({ landed, decision: decided(landed.digest) })).toMatchObject({
      failure: { code: 'merge_change_differs', message: expect.stringContaining('its approvals do not count') },
    });
  });
});
