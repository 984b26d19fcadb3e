import type { Change, FilePatch } from '../domain/artifact/manifest.ts';
import type { MergeMethod } from '../domain/merge/method.ts';
import type { Result } from '../domain/shared/result.ts';

/** Where the team's repository lives: an absolute local path, or an https, ssh or file address. */
export type Source = { readonly url: string };
export type Branch = { readonly name: string; readonly sha: string };
export type SourceFacts = { readonly branches: readonly Branch[]; readonly defaultBranch: string | null };

/**
 * The control plane's own bare repositories ("mirrors") and every git operation on them. No method takes a path inside an
 * agent's clone. All git runs with no system, global or repository-supplied configuration, hooks, filters, lazy fetches or
 * prompts. Contract suite: `testing/repository-contract.ts`.
 */
export interface Repositories {
  /** Asks the source for its branches without storing anything. `repository_*` failures. */
  probe(source: Source): Promise<Result<SourceFacts>>;
  /** Creates or refreshes the mirror of a repository. Refs end up under `refs/heads/*`. Idempotent. */
  sync(repositoryId: string, source: Source): Promise<Result<SourceFacts>>;
  /** All file paths of a commit's tree, for glob counts in the form; capped at `limit`. */
  listPaths(
    repositoryId: string,
    sha: string,
    limit: number,
  ): Promise<Result<{ readonly paths: readonly string[]; readonly truncated: boolean }>>;
  /** The paths that each of the last `commits` on the first-parent line up to `sha` touched, both names of a rename, newest first. */
  recentChanges(repositoryId: string, sha: string, commits: number): Promise<Result<readonly (readonly string[])[]>>;
  /** Text of one file at a commit, or null when absent, binary or over `maxBytes`. */
  readText(repositoryId: string, sha: string, path: string, maxBytes: number): Promise<Result<string | null>>;

  /**
   * Takes in what an agent made: bundle bytes of exactly one ref on top of `baseSha`. Strict: header parsed here, one ref,
   * known prerequisites, size caps, `index-pack --strict` in quarantine, connectivity and object sizes checked; then the
   * control plane names the ref itself (`refs/countersign/runs/<runId>`). `artifact_refused` names the reason. An empty
   * bundle (no commits) is `{ headSha: baseSha }`. Idempotent for the same bytes. `upstreamSha` is a commit of the source that
   * the agent was offered to merge.
   */
  ingest(input: {
    readonly repositoryId: string;
    readonly runId: string;
    readonly branch: string;
    readonly baseSha: string;
    readonly upstreamSha?: string;
    readonly bundle: Uint8Array;
  }): Promise<Result<{ readonly headSha: string }>>;
  /** Is `ancestor` the commit itself or in its history? Both are commits that the mirror or an ingested result has. */
  contains(repositoryId: string, sha: string, ancestor: string): Promise<Result<boolean>>;
  /** The change between two commits that the mirror has, by plumbing output only. */
  readChange(repositoryId: string, baseSha: string, headSha: string): Promise<Result<Change>>;
  /** Unified patches (`-U3 --text` for text; omitted when binary or over the caps), in the order of `paths`. */
  readPatches(repositoryId: string, baseSha: string, headSha: string, paths: readonly string[]): Promise<Result<readonly FilePatch[]>>;
  /** A tree with the files of `baseSha` plus the versions of `paths` at `headSha`: what "the new tests on the old code" means. */
  overlayTree(
    repositoryId: string,
    baseSha: string,
    headSha: string,
    paths: readonly string[],
  ): Promise<Result<{ readonly treeId: string }>>;

  /**
   * A commit on top of `parentSha` in which these files hold these texts, named `refs/countersign/runs/<runId>`; pushes nothing.
   * `invalid_input` for a file that is not there or is no plain file.
   */
  commitFiles(input: CommitFilesInput): Promise<Result<{ readonly headSha: string }>>;

  /**
   * Takes in where the source's `branch` is now, and makes the commit that `headSha` would land as on it, without pushing
   * anything. `merged` when a commit with trailer `Countersign-Run: <runId>` is on the branch since `baseSha` already.
   * Repeating it while the branch stays makes the same commit. `merge_conflict` has the names of the files in `detail.paths`, as a
   * JSON array; `repository_*`.
   */
  prepareMerge(input: MergeInput): Promise<Result<PreparedMerge>>;
  /**
   * Pushes a prepared commit with the expected-old value `onto`. `moved`: the branch is somewhere else by now, nothing landed.
   * `not_arrived`: the answer was lost, and the source says that the branch is where it was. `merge_branch_checked_out`,
   * `merge_rejected_by_origin`, or `merge_outcome_unknown` when the answer was lost and the source cannot say.
   */
  pushMerge(input: PushInput): Promise<Result<Pushed>>;
  /**
   * Makes the commit that takes back what landed, on the source's `branch` as it is now, and names it
   * `refs/countersign/runs/<runId>`; pushes nothing. `revert_conflict` names the files, `revert_not_there` when the commit is not
   * on the branch or nothing of it is left.
   */
  revert(input: RevertInput): Promise<Result<{ readonly baseSha: string; readonly headSha: string }>>;
}

export type CommitFilesInput = Pick<MergeInput, 'repositoryId' | 'runId' | 'message' | 'author' | 'committer' | 'committedAt'> & {
  readonly parentSha: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
};

export type RevertInput = Pick<
  MergeInput,
  'repositoryId' | 'source' | 'branch' | 'runId' | 'message' | 'author' | 'committer' | 'committedAt'
> & {
  /** `baseSha`: what it landed on where that is not the commit's first parent (several commits that were put on the branch as they were). */
  readonly landed: { readonly sha: string; readonly baseSha: string | null };
};

export type MergeInput = {
  readonly repositoryId: string;
  readonly source: Source;
  readonly branch: string;
  readonly baseSha: string;
  readonly headSha: string;
  readonly method: MergeMethod;
  readonly runId: string;
  /** Whole commit message, trailers included. */
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly committer: { readonly name: string; readonly email: string };
  /** Seconds since the epoch, so that a repeated attempt makes the same commit. */
  readonly committedAt: number;
};
export type PreparedMerge =
  | { readonly state: 'merged'; readonly sha: string }
  | { readonly state: 'ready'; readonly onto: string; readonly sha: string; readonly treeId: string };

export type PushInput = Pick<MergeInput, 'repositoryId' | 'source' | 'branch'> & { readonly onto: string; readonly sha: string };
export type Pushed = { readonly outcome: 'landed' | 'moved' } | { readonly outcome: 'not_arrived'; readonly said: string };
