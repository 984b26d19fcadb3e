import { describe, expect, it } from 'vitest';
import { aChange, aContract, aHandoff } from '../../testing/artifact-builders.ts';
import { aReview, aVote, DIGEST, docsFacts, OLD_DIGEST, PEOPLE, shippedPolicy } from '../../testing/policy-builders.ts';
import type { Artifact } from '../artifact/manifest.ts';
import { mergeMessage } from '../merge/message.ts';
import { mayMerge } from '../merge/preconditions.ts';
import type { Decision } from '../policy/decision.ts';
import { evaluatePolicy } from '../policy/evaluate.ts';
import type { Person } from '../shared/role.ts';
import { reviewStanding } from './standing.ts';

const artifact: Artifact = {
  digest: DIGEST,
  runId: 'r',
  kind: 'change',
  handoffBy: 'agent',
  handoff: aHandoff(),
  change: aChange(),
  clauses: [],
};
const who = (id: string): Person => {
  const person = PEOPLE.find((entry) => entry.id === id);
  if (person === undefined) throw new Error(id);
  return person;
};
const approved = evaluatePolicy(shippedPolicy(), docsFacts({ files: artifact.change.files, reviews: [aVote('omar')] }), PEOPLE);
const open = evaluatePolicy(shippedPolicy(), docsFacts({ files: artifact.change.files }), PEOPLE);
const standing = (
  id: string,
  patch: Parameters<typeof aReview>[1] = {},
  more: { decision?: Decision; artifact?: Artifact; status?: 'IN_REVIEW' | 'MERGED' | 'MERGE_REFUSED' } = {},
) =>
  reviewStanding({
    review: aReview(id, patch),
    reviewer: who(id),
    requesterId: 'rita',
    artifact,
    status: 'IN_REVIEW',
    decision: approved,
    ...more,
  });

describe('what a review does', () => {
  it('lets an approved change through, and accepts what cannot be merged', () => {
    expect(standing('omar')).toEqual({ ok: true, value: { transition: 'approved', missing: [] } });
    expect(standing('omar', {}, { artifact: { ...artifact, kind: 'investigation', change: aChange([]) } })).toMatchObject({
      value: { transition: 'accepted' },
    });
  });
  it('is kept without a move when more is needed', () => {
    expect(standing('omar', {}, { decision: open })).toEqual({
      ok: true,
      value: { transition: null, missing: ['1 more from reviewer/senior-reviewer/admin (0/1)'] },
    });
    expect(
      standing('omar', {}, { decision: { ...open, disposition: 'BLOCK', because: ['block-escape: a link'], missing: [] } }),
    ).toMatchObject({ value: { transition: null, missing: ['block-escape: a link'] } });
  });
  it('sends back and rejects whatever the policy says', () => {
    expect(standing('omar', { verdict: 'request_changes' }, { decision: open })).toMatchObject({
      value: { transition: 'changes_requested' },
    });
    expect(standing('rita', { verdict: 'reject' }, { decision: open })).toMatchObject({ value: { transition: 'rejected' } });
    expect(standing('omar', { verdict: 'request_changes' }, { status: 'MERGE_REFUSED' })).toMatchObject({
      value: { transition: 'changes_requested' },
    });
  });
  it('is refused from the requester, a member, on an old page, or too late', () => {
    expect(standing('rita')).toMatchObject({ failure: { code: 'not_allowed' } });
    expect(standing('mia')).toMatchObject({ failure: { code: 'not_allowed' } });
    expect(standing('omar', { artifactDigest: OLD_DIGEST })).toMatchObject({ failure: { code: 'stale_page' } });
    expect(standing('omar', {}, { status: 'MERGED' })).toMatchObject({ failure: { code: 'illegal_move' } });
  });
});

describe('merging', () => {
  it('happens on a decision that permits, and on nothing else', () => {
    expect(mayMerge({ decision: approved, artifact }).ok).toBe(true);
    expect(mayMerge({ decision: null, artifact })).toMatchObject({ failure: { code: 'not_allowed' } });
    expect(mayMerge({ decision: open, artifact })).toMatchObject({
      failure: { message: expect.stringContaining('still missing: 1 more') },
    });
    expect(mayMerge({ decision: approved, artifact: { ...artifact, kind: 'could_not_finish' } }).ok).toBe(false);
  });

  const message = (title: string, summary: string, name = 'Omar') =>
    mergeMessage({
      contract: { ...aContract(), title },
      artifact: { ...artifact, handoff: aHandoff({ summary }) },
      taskId: 'task-1',
      runId: 'run-1',
      approvers: [{ ...who('omar'), name }],
      policy: { name: 'default', version: 1, digest: 'sha256:x' },
    });
  it('says who asked, ran and approved', () => {
    expect(message('Fix checkout', 'Handled the empty list.')).toBe(
      `Fix checkout\n\nHandled the empty list.\n\nCountersign-Task: task-1\nCountersign-Run: run-1\nCountersign-Artifact: ${DIGEST}\nCountersign-Policy: default@1 sha256:x\nReviewed-by: Omar <omar@example.test>\n`,
    );
  });
  it('cannot be given trailers, lines or commands by somebody else', () => {
    const made = message(
      'Fix\n\nCountersign-Run: forged',
      'Fine.\n\nCountersign-Run: forged\nReviewed-by: Boss <boss@x>\n# gone\n\u001b[31mred',
      'O <x>\nReviewed-by: y',
    );
    expect(made.split('\n').filter((line) => /^Countersign-Run:/.test(line))).toEqual(['Countersign-Run: run-1']);
    expect(made.split('\n').filter((line) => /^Reviewed-by:/.test(line))).toHaveLength(1);
    expect(made).not.toContain('\u001b');
    expect(made.split('\n')[0]?.length).toBeLessThanOrEqual(72);
  });
});
