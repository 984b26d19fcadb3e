import { spawn } from 'node:child_process';

export type User = { readonly uid: number; readonly gid: number };

export type Ran = {
  /** Null when it was killed or could not be started. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  /** At most the last 16 KiB. */
  readonly stderr: string;
  /** More than `maxBytes` came; the process was killed. */
  readonly truncated: boolean;
  readonly timedOut: boolean;
};

export type RunOptions = {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: Uint8Array;
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  readonly user?: User | null;
};

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_STDERR_BYTES = 16 * 1024;

/** Runs a program without a shell, in its own process group, so that a timeout also ends what it started. Never rejects. */
export const runProgram = (program: string, args: readonly string[], options: RunOptions): Promise<Ran> =>
  new Promise((resolve) => {
    const { uid, gid } = options.user ?? {};
    const child = spawn(program, [...args], {
      cwd: options.cwd ?? '/',
      // Only these: the worker's own variables stay behind.
      env: options.env as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      ...(uid !== undefined && gid !== undefined ? { uid, gid } : {}),
    });
    const out: Buffer[] = [];
    let outBytes = 0;
    let stderr = Buffer.alloc(0);
    let truncated = false;
    let timedOut = false;
    const kill = () => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Ended by itself in the meantime.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      outBytes += chunk.length;
      if (outBytes <= (options.maxBytes ?? DEFAULT_MAX_BYTES)) out.push(chunk);
      else if (!truncated) {
        truncated = true;
        kill();
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = Buffer.concat([stderr, chunk]).subarray(-MAX_STDERR_BYTES);
    });
    const finish = (exitCode: number | null, note = '') => {
      clearTimeout(timer);
      resolve({ exitCode, stdout: Buffer.concat(out), stderr: stderr.toString('utf8') + note, truncated, timedOut });
    };
    child.on('error', (error) => finish(null, `${program}: ${error.message}`));
    child.on('close', (code) => finish(truncated || timedOut ? null : code));
    // A program that ends before it has read everything breaks the pipe; its exit code says why.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
  });

/** The last line of what a program said, for a failure's message. */
export const lastWords = (ran: Ran): string => {
  if (ran.timedOut) return 'it took too long';
  if (ran.truncated) return 'it wrote too much';
  const line = ran.stderr.trim().split('\n').at(-1) ?? '';
  return line.replace(/^(?:fatal|error): /, '') || `exit code ${ran.exitCode ?? 'unknown'}`;
};
