import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'dockerode';
import type { SandboxExec } from '../../ports/sandbox.ts';
import { demultiplex } from './attached-streams.ts';

const STDERR_MAX_BYTES = 64 * 1024;
/** How long a killed process gets to be gone before we stop listening. */
const KILL_GRACE_MS = 2_000;
const KILLED = 137;

/**
 * The engine has no call that ends an exec'd process. So a shell first writes its number on stderr and then becomes the
 * command: the number is the first line, whatever the command writes. The engine makes it a session of its own,
 * so killing the group takes its children along.
 */
const TELL_PID = ['/bin/sh', '-c', 'echo "$$" >&2; exec "$@"', 'sh'];

export async function execInContainer(
  container: Container,
  argv: readonly string[],
  options: { readonly maxBytes: number; readonly timeoutMs: number },
): Promise<SandboxExec> {
  const exec = await container.exec({ Cmd: [...TELL_PID, ...argv], AttachStdout: true, AttachStderr: true });
  const connection = (await exec.start({ hijack: true, stdin: false })) as Duplex;
  const output = demultiplex(connection);
  let pid: string | null = null;
  let isTruncated = false;
  let isTimedOut = false;
  let grace: NodeJS.Timeout | undefined;

  const kill = async () => {
    grace ??= setTimeout(() => connection.destroy(), KILL_GRACE_MS);
    if (pid === null) return;
    const killing = await container.exec({ Cmd: ['/bin/sh', '-c', `kill -KILL -${pid}`] });
    await killing.start({ Detach: true });
  };
  // A sandbox that is gone, paused or out of processes: the grace period ends our listening, its removal ends the process.
  const killQuietly = () => void kill().catch(() => {});
  const timer = setTimeout(() => {
    isTimedOut = true;
    killQuietly();
  }, options.timeoutMs);

  const readStdout = async () => {
    const kept: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of output.stdout) {
      if (size + chunk.length > options.maxBytes && !isTruncated) {
        isTruncated = true;
        killQuietly();
      }
      const room = chunk.subarray(0, Math.max(0, options.maxBytes - size));
      if (room.length > 0) kept.push(room);
      size += room.length;
    }
    return Buffer.concat(kept);
  };
  const readStderr = async () => {
    let text = Buffer.alloc(0);
    for await (const chunk of output.stderr) {
      if (text.length < STDERR_MAX_BYTES) text = Buffer.concat([text, chunk]);
      if (pid !== null) continue;
      const end = text.indexOf('\n');
      if (end === -1) continue;
      const told = text.subarray(0, end).toString('latin1');
      pid = /^\d+$/.test(told) ? told : null;
      text = text.subarray(end + 1);
      // The time was up, or the output too long, before we knew whom to kill.
      if (isTimedOut || isTruncated) killQuietly();
    }
    return text.subarray(0, STDERR_MAX_BYTES).toString('utf8');
  };

  const [stdout, stderr] = await Promise.all([readStdout(), readStderr()]);
  clearTimeout(timer);
  clearTimeout(grace);
  connection.destroy();
  const exitCode = isTimedOut || isTruncated ? KILLED : await exitCodeOf(exec);
  return { exitCode, stdout: new Uint8Array(stdout), stderr, truncated: isTruncated, timedOut: isTimedOut };
}

/** The output ends a moment before the engine knows the exit code. */
async function exitCodeOf(exec: { inspect(): Promise<{ Running: boolean; ExitCode: number | null }> }): Promise<number> {
  const deadline = Date.now() + KILL_GRACE_MS;
  for (;;) {
    const state = await exec.inspect();
    if (!state.Running && state.ExitCode !== null) return state.ExitCode;
    if (Date.now() > deadline) return KILLED;
    await sleep(10);
  }
}
