import { z } from 'zod';

/** Somebody lets one block through, for one artifact, and says why. */
export const releaseInputSchema = z.object({
  runId: z.string().min(1).max(64),
  artifactDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  rule: z.string().min(1).max(100),
  reason: z.string().trim().min(3, 'Say why it may be let through.').max(10_000),
});
export type ReleaseInput = z.infer<typeof releaseInputSchema>;

export type StoredRelease = {
  readonly rule: string;
  readonly userId: string;
  readonly userName: string;
  readonly reason: string;
  readonly artifactDigest: string;
  readonly at: number;
};
