import { z } from 'zod';

/** What git says about one file between base and head; from `diff --raw -z` and `--numstat -z`, never from the agent. */
export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'type_changed';

export type ChangedFile = {
  readonly path: string;
  /** Set for renamed and copied files. */
  readonly oldPath: string | null;
  readonly status: FileStatus;
  /** Six-digit octal modes; `000000` on the absent side. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldOid: string;
  readonly newOid: string;
  readonly binary: boolean;
  /** Lines; 0 for binary files. */
  readonly added: number;
  readonly deleted: number;
};

/** One file's unified diff. `patch` is null when it was not made, and `omitted` says why. */
export type FilePatch = { readonly path: string; readonly patch: string | null; readonly omitted: 'binary' | 'too_large' | null };

export type Commit = {
  readonly sha: string;
  readonly subject: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly parents: number;
};

/** The change as the control plane's own git sees it. */
export type Change = {
  readonly baseSha: string;
  readonly headSha: string;
  readonly baseTree: string;
  readonly headTree: string;
  /** `git patch-id --stable` of the whole diff; empty string for an empty diff. */
  readonly patchId: string;
  readonly commits: readonly Commit[];
  readonly files: readonly ChangedFile[];
};

export const ARTIFACT_KINDS = ['change', 'investigation', 'failing_test', 'could_not_finish'] as const;
export const artifactKindSchema = z.enum(ARTIFACT_KINDS);
export type ArtifactKind = z.infer<typeof artifactKindSchema>;

const line = (max: number) => z.string().trim().min(1).max(max);

/** What the agent hands over through `submit_artifact` or `stop_and_report`. All of it is a claim. */
export const handoffSchema = z.object({
  kind: artifactKindSchema,
  /** One paragraph: what was done. Markdown. */
  summary: z.string().trim().min(1).max(20_000),
  /** The report of an investigation, in markdown. */
  report: z.string().max(200_000).optional(),
  claimedChecks: z
    .array(z.object({ command: line(2_000), outcome: z.enum(['passed', 'failed', 'not_run']), note: z.string().max(2_000).optional() }))
    .max(100)
    .default([]),
  failuresHit: z.array(line(4_000)).max(100).default([]),
  remainingRisks: z.array(line(4_000)).max(100).default([]),
  /** Required for `could_not_finish`: what was run, where, and what was missing. */
  couldNotFinish: z.object({ command: line(2_000), environment: line(2_000), missingPrecondition: line(4_000) }).optional(),
});
export type Handoff = z.infer<typeof handoffSchema>;

/** The verdict of the machine on one clause of the contract. `unknown` never counts as kept. */
export type ClauseVerdict = {
  readonly clause: 'allowed_paths' | 'denied_paths' | 'size' | 'branch_only' | 'return_kind' | 'tree_shape';
  readonly verdict: 'kept' | 'broken' | 'unknown';
  /** One sentence with the facts, e.g. `2 of 3 files are outside: a.ts, b.ts`. */
  readonly evidence: string;
};

/**
 * Who wrote the hand-off text: the agent; the control plane from the log, when the agent ended without one; or the control plane
 * about what it made itself, without an agent: a revert, or a result with a reviewer's suggestions put in.
 */
export type HandoffBy = 'agent' | 'control_plane' | 'revert' | 'suggestions';

/** The whole artifact: immutable, named by its digest. */
export type Artifact = {
  readonly digest: string;
  readonly runId: string;
  readonly kind: ArtifactKind;
  readonly handoffBy: HandoffBy;
  readonly handoff: Handoff;
  readonly change: Change;
  readonly clauses: readonly ClauseVerdict[];
};
