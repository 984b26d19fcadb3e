import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../risk/finding.ts';
import { REVIEW_VERDICTS } from './review.ts';
import { type ReviewedArtifact, reviewingOf } from './reviewing.ts';

const reviewed = (over: Partial<ReviewedArtifact> = {}): ReviewedArtifact => ({
  verdict: 'approve',
  openMs: 120_000,
  lines: 100,
  files: 4,
  viewed: 2,
  findings: 2,
  answered: 1,
  worst: 'medium',
  ...over,
});
const anArtifact: fc.Arbitrary<ReviewedArtifact> = fc.record({
  verdict: fc.constantFrom(...REVIEW_VERDICTS),
  openMs: fc.option(fc.nat(10_000_000)),
  lines: fc.nat(5_000),
  files: fc.nat(50),
  viewed: fc.nat(50),
  findings: fc.nat(10),
  answered: fc.nat(10),
  worst: fc.constantFrom(...SEVERITIES, null),
});

describe('how somebody reviews', () => {
  it('is said by medians, and by the approvals that came too soon', () => {
    const seen = [
      reviewed(),
      reviewed({ openMs: 30_000, viewed: 4 }),
      reviewed({ openMs: 59_999, worst: 'critical' }),
      reviewed({ openMs: 60_000, verdict: 'approve', worst: 'low' }),
      reviewed({ openMs: 10_000, verdict: 'reject', worst: 'high' }),
    ];
    expect(reviewingOf(seen)).toEqual({
      reviews: 5,
      approvals: 4,
      openMs: 59_999,
      linesAMinute: (100 * 60_000) / 59_999,
      viewedShare: 0.5,
      answeredShare: 0.5,
      withMedium: 3,
      quickWithMedium: 2,
    });
    expect(reviewingOf([reviewed({ openMs: 1_000 }), reviewed({ openMs: 3_000 })]).openMs).toBe(2_000);
  });

  it('leaves out what is not known', () => {
    expect(reviewingOf([reviewed({ openMs: null, files: 0, findings: 0 })])).toEqual({
      reviews: 1,
      approvals: 1,
      openMs: null,
      linesAMinute: null,
      viewedShare: null,
      answeredShare: null,
      withMedium: 0,
      quickWithMedium: 0,
    });
  });

  it('does not depend on the order, and a median lies among what it is of', () => {
    fc.assert(
      fc.property(fc.array(anArtifact), (seen) => {
        const said = reviewingOf(seen);
        expect(reviewingOf(seen.toReversed())).toEqual(said);
        const known = seen.flatMap(({ openMs }) => openMs ?? []);
        if (said.openMs === null) expect(known).toEqual([]);
        else expect(said.openMs >= Math.min(...known) && said.openMs <= Math.max(...known)).toBe(true);
        expect(said.quickWithMedium).toBeLessThanOrEqual(said.withMedium);
        expect(said.viewedShare ?? 0).toBeLessThanOrEqual(1);
      }),
    );
  });
});
