import { spawn } from 'node:child_process';

/** What a step of the set-up did, for the one line that it prints. */
export type StepReport = { readonly step: string; readonly did: 'skipped' | 'done'; readonly what: string };

/** A step that cannot go on without the person: `message` says what is missing and exactly what to run. */
export class SetupStop extends Error {
  override readonly name = 'SetupStop';
}

export function report(step: string, did: StepReport['did'], what: string): StepReport {
  console.log(`- ${step}: ${what}${did === 'skipped' ? ', skipped' : ''}`);
  return { step, did, what };
}

export function announce(step: string, what: string): void {
  console.log(`- ${step}: ${what}`);
}

export type CommandResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Runs a command to its end; a command that does not exist is exit code 127. Output is kept, and thrown away past 1 MB. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeoutMs?: number } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      // sbin: debootstrap, dockerd and iptables live there and are not on every PATH.
      env: { ...(options.env ?? process.env), PATH: `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin` },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (stdout.length < 1_000_000) stdout += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 1_000_000) stderr += chunk.toString('utf8');
    });
    child.once('error', (error) => resolve({ exitCode: 127, stdout, stderr: error.message }));
    child.once('close', (code) => resolve({ exitCode: code ?? 137, stdout, stderr }));
  });
}

/** The end of a failed command's output, for a message. */
export function lastLines(result: CommandResult, lines = 12): string {
  return `${result.stdout}\n${result.stderr}`.trimEnd().split('\n').slice(-lines).join('\n');
}

export const isRoot = (): boolean => process.getuid?.() === 0;
