import { z } from 'zod';

/** Why somebody reads a change that is in already. */
export const LANDED_CAUSES = ['after_release', 'audit_sample'] as const;
export type LandedCause = (typeof LANDED_CAUSES)[number];

export const LANDED_VERDICTS = ['agree', 'disagree'] as const;
export type LandedVerdict = (typeof LANDED_VERDICTS)[number];

/** What one person says about a change that is in already. */
export const landedReviewInputSchema = z
  .object({
    runId: z.string().min(1).max(64),
    artifactDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    verdict: z.enum(LANDED_VERDICTS),
    reason: z.string().trim().max(10_000).default(''),
    /** Files the task that takes it back, together with the word against it. */
    revert: z.boolean().default(false),
  })
  .superRefine(({ verdict, reason, revert }, context) => {
    if (verdict === 'disagree' && reason.length < 3)
      context.addIssue({ code: 'custom', path: ['reason'], message: 'Say what should not have landed.' });
    if (verdict === 'agree' && revert)
      context.addIssue({ code: 'custom', path: ['revert'], message: 'Whoever agrees takes nothing back.' });
  });
export type LandedReviewInput = z.infer<typeof landedReviewInputSchema>;
