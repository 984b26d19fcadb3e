import type { SandboxLimits } from '../domain/run/limits.ts';
import type { Result } from '../domain/shared/result.ts';

/**
 * Containers, as the pipeline needs them. Order of calls: `start` → use → `remove`. `remove` is idempotent and safe after
 * a failed `start`. A process that exits non-zero is a result, not a failure. Contract suite: `testing/sandbox-contract.ts`.
 */
export interface SandboxEngine {
  /** What the engine is; fails with `sandbox_engine_unavailable`. */
  describe(): Promise<Result<EngineFacts>>;
  /** Content id (`sha256:…`) of a local image; fails with `sandbox_image_missing`. Never pulls. */
  imageDigest(image: string): Promise<Result<string>>;
  /** Creates, attaches, then starts, in this order, so that not a byte of output is lost. */
  start(spec: SandboxSpec): Promise<Result<Sandbox>>;
  /** Finds a sandbox that a worker started earlier and that still lives. */
  find(name: string): Promise<Result<SandboxState | null>>;
  /** Force-removes by name: true when something was there. Resolves only when the container is really gone. */
  remove(name: string): Promise<Result<boolean>>;
  /** Names of all sandboxes of this installation on this engine, with their labels, for the reaper. */
  list(): Promise<Result<readonly SandboxState[]>>;
}

export type EngineFacts = { readonly version: string; readonly runtimes: readonly string[]; readonly defaultRuntime: string };

export type SandboxState = {
  readonly name: string;
  readonly state: 'created' | 'running' | 'paused' | 'exited';
  readonly labels: Readonly<Record<string, string>>;
};

export type SandboxMount = { readonly source: string; readonly target: string; readonly readOnly: boolean };

export type SandboxSpec = {
  /** Unique name, `countersign-<role>-<id>`. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  /** Never a secret: everything here is readable inside. */
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly mounts: readonly SandboxMount[];
  readonly limits: SandboxLimits;
  readonly labels: Readonly<Record<string, string>>;
  /** Attach a stdin pipe (agents) or none (checks). */
  readonly stdin: boolean;
};

export interface Sandbox {
  readonly name: string;
  readonly imageDigest: string;
  /** Present when `stdin` was asked for. */
  readonly stdin: WritableStream<Uint8Array> | null;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** Settles once when the main process ended, by itself or by force. */
  readonly exited: Promise<SandboxExit>;
  pause(): Promise<Result<void>>;
  resume(): Promise<Result<void>>;
  /** Runs another process inside as the same user; stdout as bytes capped at `maxBytes` (over it: killed, `truncated`). */
  exec(argv: readonly string[], options: { readonly maxBytes: number; readonly timeoutMs: number }): Promise<Result<SandboxExec>>;
  /** Closes the attached streams first, then force-removes. Idempotent. */
  remove(): Promise<Result<void>>;
}

export type SandboxExit = { readonly exitCode: number; readonly outOfMemory: boolean };
export type SandboxExec = {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly timedOut: boolean;
};
