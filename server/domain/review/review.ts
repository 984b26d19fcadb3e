import { z } from 'zod';

/** What a person says about one artifact. Bound to its digest: a new artifact makes it not count. */
export const REVIEW_VERDICTS = ['approve', 'request_changes', 'reject'] as const;

export const reviewCommentSchema = z.object({
  path: z.string().min(1).max(4_096),
  side: z.enum(['base', 'head']),
  line: z.number().int().min(1),
  endLine: z.number().int().min(1),
  body: z.string().trim().min(1).max(10_000),
});
export type ReviewComment = z.infer<typeof reviewCommentSchema>;

export const reviewInputSchema = z
  .object({
    runId: z.string().min(1).max(64),
    artifactDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    verdict: z.enum(REVIEW_VERDICTS),
    reason: z.string().trim().max(10_000).default(''),
    comments: z.array(reviewCommentSchema).max(200).default([]),
  })
  .superRefine((review, context) => {
    if (review.verdict === 'reject' && review.reason.length < 3)
      context.addIssue({ code: 'custom', path: ['reason'], message: 'Say why it is rejected.' });
    if (review.verdict === 'request_changes' && review.reason.length < 3 && review.comments.length === 0)
      context.addIssue({ code: 'custom', path: ['reason'], message: 'Say what should change, or comment on a line.' });
  });
export type ReviewInput = z.infer<typeof reviewInputSchema>;

export type Review = {
  readonly id: string;
  readonly artifactDigest: string;
  readonly reviewerId: string;
  readonly reviewerName: string;
  readonly verdict: (typeof REVIEW_VERDICTS)[number];
  readonly reason: string;
  readonly comments: readonly ReviewComment[];
  readonly at: number;
};
