import { spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { ok } from '../domain/shared/result.ts';
import type { Sandbox } from '../ports/sandbox.ts';

/** A child process where a container would be: for tests of the protocol alone. It isolates nothing. */
export const processSandbox = (
  argv: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string> },
): Sandbox => {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'test', ...options.env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => {});
  const exited = new Promise<{ exitCode: number; outOfMemory: boolean }>((resolve) => {
    child.on('exit', (code) => resolve({ exitCode: code ?? 128, outOfMemory: false }));
  });
  const unsupported = async () => ok(undefined);
  return {
    name: `countersign-test-${child.pid}`,
    imageDigest: 'sha256:none',
    stdin: Writable.toWeb(child.stdin) as WritableStream<Uint8Array>,
    stdout: Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
    stderr: new ReadableStream<Uint8Array>(),
    exited,
    pause: unsupported,
    resume: unsupported,
    exec: async () => ok({ exitCode: 0, stdout: new Uint8Array(), stderr: '', truncated: false, timedOut: false }),
    async remove() {
      child.kill('SIGKILL');
      await exited;
      return ok(undefined);
    },
  };
};
