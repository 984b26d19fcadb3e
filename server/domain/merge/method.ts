import { z } from 'zod';

/** How an approved change lands: as one commit on the base branch, or as a merge commit that keeps the agent's commits. */
export const MERGE_METHODS = ['squash', 'merge_commit'] as const;
export const mergeMethodSchema = z.enum(MERGE_METHODS);
export type MergeMethod = z.infer<typeof mergeMethodSchema>;
