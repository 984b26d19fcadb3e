import { z } from 'zod';

/** What a person says about one artifact. Bound to its digest: a new artifact makes it not count. */
export const REVIEW_VERDICTS = ['approve', 'request_changes', 'reject'] as const;

export const reviewCommentSchema = z.object({
  path: z.string().min(1).max(4_096),
  side: z.enum(['base', 'head']),
  line: z.number().int().min(1),
  endLine: z.number().int().min(1),
  body: z.string().trim().min(1).max(10_000),
  /** What the reviewer would write in place of these lines of the new side. */
  suggestion: z.string().max(20_000).optional(),
});
export type ReviewComment = z.infer<typeof reviewCommentSchema>;

/** "Not a problem" says why; too short a reason is none. */
export const MIN_DISMISSAL_CHARACTERS = 15;

const answersSchema = z.object({
  checklist: z.array(z.string().min(1).max(100)).max(100).default([]),
  /** By fingerprint. 1: correct, and accepted; 2: must change; 3: not a problem; 4: unsure. */
  acks: z
    .record(
      z.string().min(1).max(200),
      z.object({
        answer: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
        reason: z.string().trim().max(2_000).default(''),
      }),
    )
    .refine((acks) => Object.keys(acks).length <= 1_000, 'Answer at most 1,000 findings.')
    .default({}),
});

/** What else somebody brings with their word. Policy says which of it is asked for. */
export const givenSchema = answersSchema.extend({
  /** Paths that they have marked as viewed: read from their marks, never from what they send. */
  viewed: z.array(z.string()).default([]),
  /** They gave their password with it. */
  reauthenticated: z.boolean().default(false),
});
export type Given = z.infer<typeof givenSchema>;

export const reviewInputSchema = z
  .object({
    ...answersSchema.shape,
    runId: z.string().min(1).max(64),
    artifactDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    verdict: z.enum(REVIEW_VERDICTS),
    reason: z.string().trim().max(10_000).default(''),
    comments: z.array(reviewCommentSchema).max(200).default([]),
  })
  .superRefine((review, context) => {
    if (review.verdict === 'reject' && review.reason.length < 3)
      context.addIssue({ code: 'custom', path: ['reason'], message: 'Say why it is rejected.' });
    for (const [fingerprint, { answer, reason }] of Object.entries(review.acks))
      if (answer === 3 && reason.length < MIN_DISMISSAL_CHARACTERS)
        context.addIssue({
          code: 'custom',
          path: ['acks', fingerprint],
          message: `Say in at least ${MIN_DISMISSAL_CHARACTERS} characters why the finding is not a problem.`,
        });
    if (review.verdict === 'request_changes' && review.reason.length < 3 && review.comments.length === 0)
      context.addIssue({ code: 'custom', path: ['reason'], message: 'Say what should change, or comment on a line.' });
  });
export type ReviewInput = z.infer<typeof reviewInputSchema>;

export type Review = {
  readonly id: string;
  readonly artifactDigest: string;
  /** Of the change in that artifact; null where nobody asked for it. */
  readonly patchId: string | null;
  readonly reviewerId: string;
  readonly reviewerName: string;
  readonly verdict: (typeof REVIEW_VERDICTS)[number];
  readonly reason: string;
  readonly comments: readonly ReviewComment[];
  readonly given: Given;
  readonly at: number;
};
