import type { Result } from '../domain/shared/result.ts';
import type { SandboxMount } from './sandbox.ts';

/**
 * The tree that a sandbox works in. A snapshot of (repository, commit or tree) is built once by the control plane as the
 * sandbox's user and shared read-only; a run gets a private copy-on-write layer with its own hard size cap.
 * Contract suite: `testing/workspace-contract.ts`.
 */
export interface Workspaces {
  /** How workspaces are made on this machine, found by a probe at start; shown in the run's log. */
  readonly method: WorkspaceMethod;
  /** A clone on `branch` at `baseSha` for an agent: its `.git` is private, the mirror's objects are mounted read-only. */
  openForAgent(input: {
    readonly key: string;
    readonly repositoryId: string;
    readonly baseSha: string;
    readonly branch: string;
    readonly sizeMb: number;
    readonly upstream?: Upstream;
  }): Promise<Result<Workspace>>;
  /** A plain checkout of a commit or tree for a check; a throw-away `.git` with one commit so that tools that ask git still work. */
  openForCheck(input: {
    readonly key: string;
    readonly repositoryId: string;
    readonly treeish: string;
    readonly sizeMb: number;
  }): Promise<Result<Workspace>>;
  /**
   * The agent workspace that `key` already has on this machine, exactly as it was left (mounted again when it is not), for
   * collection; null when there is none.
   */
  reopen(key: string): Promise<Result<Workspace | null>>;
  /** Unmounts and deletes by key. Idempotent; also clears what a dead worker left. */
  close(key: string): Promise<Result<void>>;
  /** Keys that exist on disk, for the reaper. */
  list(): Promise<Result<readonly string[]>>;
}

/** The base branch as the source has it now: `origin/<branch>` inside, so that the agent can take it in with `git merge`. */
export type Upstream = { readonly branch: string; readonly sha: string };

export type WorkspaceMethod = 'overlay' | 'copy';

export type Workspace = {
  readonly key: string;
  /** Mounts for the sandbox: the tree at `/workspace`, and what it needs beside it. */
  readonly mounts: readonly SandboxMount[];
  /** The argv that writes, to stdout, a bundle of exactly the task branch; run inside a sandbox with these mounts. */
  readonly bundleCommand: readonly string[];
};
