/** Hard limits of one sandbox. Units are in the names. */
export type SandboxLimits = {
  readonly memoryMb: number;
  readonly cpus: number;
  readonly pids: number;
  /** Size of the tmpfs on `/tmp` and of the one on the home directory. */
  readonly tmpMb: number;
  readonly homeMb: number;
  /** Cap on what the run may write to its workspace. */
  readonly workspaceMb: number;
  /** Cap on the engine's own copy of the container's output. */
  readonly logMb: number;
  readonly openFiles: number;
};

export const DEFAULT_LIMITS: SandboxLimits = {
  memoryMb: 4096,
  cpus: 2,
  pids: 512,
  tmpMb: 512,
  homeMb: 512,
  workspaceMb: 4096,
  logMb: 16,
  openFiles: 4096,
};

/** The numeric user that every sandbox process runs as: high, so that it is nobody's account on the worker machine. */
export const SANDBOX_UID = 61_000;
