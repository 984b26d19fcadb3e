import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedPolicyYaml, wholePolicyYaml } from '../../testing/policy-builders.ts';
import { DISPOSITIONS } from '../policy/decision.ts';
import { causeAfterLanding, isDrawn, samplePercentOf } from './cause-after-landing.ts';
import { landedReviewInputSchema } from './landed-review.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const runs = Array.from({ length: 4_000 }, (_, n) => `run_${n}`);

describe('the audit sample', () => {
  it('draws about as many as it says, all of them at 100 and none at 0', () => {
    const drawn = (percent: number) =>
      runs.filter((runId) => isDrawn({ installationId: 'cs_1', runId, artifactDigest: digest }, percent)).length;
    expect([drawn(0), drawn(100)]).toEqual([0, runs.length]);
    // Fixed ids, so this is no matter of luck: 5 % of 4,000 is 200.
    expect(Math.abs(drawn(5) - 200)).toBeLessThan(30);
    expect(Math.abs(drawn(50) - 2_000)).toBeLessThan(100);
  });

  it('gives the same answer again, and a larger share draws all that a smaller one does', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.string(), percent, percent, (runId, artifact, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const draw = { installationId: 'cs_1', runId, artifactDigest: artifact };
        expect(isDrawn(draw, less)).toBe(isDrawn({ ...draw }, less));
        expect(!isDrawn(draw, less) || isDrawn(draw, more)).toBe(true);
      }),
    );
  });

  it('draws others in another installation, so that nobody can tell from a run alone', () => {
    const drawnIn = (installationId: string) => runs.filter((runId) => isDrawn({ installationId, runId, artifactDigest: digest }, 50));
    const [one, other] = [new Set(drawnIn('cs_1')), drawnIn('cs_2')];
    expect(Math.abs(other.filter((runId) => one.has(runId)).length - 1_000)).toBeLessThan(100);
  });

  it('takes its share from the policy, and everything when that cannot be read', () => {
    expect(samplePercentOf(shippedPolicyYaml())).toBe(5);
    expect(samplePercentOf(wholePolicyYaml().replace('audit_sample_percent: 5 ', 'audit_sample_percent: 25 '))).toBe(25);
    expect(samplePercentOf('rules: [')).toBe(100);
  });
});

describe('what is read after landing', () => {
  const landed = {
    draw: { installationId: 'cs_1', runId: 'run_1', artifactDigest: digest },
    disposition: 'APPROVED',
    releases: 0,
    samplePercent: 100,
  } as const;

  it('is what landed with nobody’s approval, when it is drawn', () => {
    for (const disposition of DISPOSITIONS)
      expect(causeAfterLanding({ ...landed, disposition })).toBe(disposition === 'AUTO_MERGE' ? 'audit_sample' : null);
    expect(causeAfterLanding({ ...landed, disposition: 'AUTO_MERGE', samplePercent: 0 })).toBeNull();
  });

  it('is always what somebody let through a block, however it landed', () => {
    for (const disposition of [...DISPOSITIONS, null])
      expect(causeAfterLanding({ ...landed, disposition, releases: 1, samplePercent: 0 })).toBe('after_release');
  });

  it('is disagreed with only with a reason, and taken back only by who disagrees', () => {
    const says = (input: object) => landedReviewInputSchema.safeParse({ runId: 'run_1', artifactDigest: digest, ...input }).success;
    expect(says({ verdict: 'agree' })).toBe(true);
    expect(says({ verdict: 'disagree' })).toBe(false);
    expect(says({ verdict: 'disagree', reason: 'It removes the tax.', revert: true })).toBe(true);
    expect(says({ verdict: 'agree', revert: true })).toBe(false);
  });
});
