import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'dockerode';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { Sandbox, SandboxExit } from '../../ports/sandbox.ts';
import { demultiplex, stdinOf } from './attached-streams.ts';
import { asResult, engineFailure, statusOf } from './engine-failure.ts';
import { execInContainer } from './exec-in-container.ts';
import { removeContainer } from './remove-container.ts';

const KILLED = 137;
/** How long the engine may be away (a restart) before its container counts as lost. */
const ENGINE_AWAY_MS = 60_000;

export type Attached = {
  readonly name: string;
  readonly imageDigest: string;
  readonly container: Container;
  readonly connection: Duplex;
  readonly hasStdin: boolean;
};

/** A sandbox over a started container and the connection that was attached before the start. */
export function runningSandbox({ name, imageDigest, container, connection, hasStdin }: Attached): Sandbox {
  const output = demultiplex(connection);
  const stopped = { agent: 'illegal_move' } as const;
  let isRemoved = false;
  return {
    name,
    imageDigest,
    stdin: hasStdin ? stdinOf(connection) : null,
    stdout: output.stdout,
    stderr: output.stderr,
    // Asked for after the start, so that it answers at once when the process has already ended.
    exited: awaitExit(container, () => isRemoved),

    pause: () => moveTo(container, 'pause'),
    resume: () => moveTo(container, 'resume'),

    exec: (argv, options) =>
      asResult(`run a command in sandbox ${name}`, { 404: stopped.agent, 409: stopped.agent }, () =>
        execInContainer(container, argv, options),
      ),

    async remove() {
      isRemoved = true;
      // An open attached connection makes the engine's removal hang.
      connection.destroy();
      const removed = await removeContainer(container, name);
      return removed.ok ? ok(undefined) : removed;
    },
  };
}

/** Idempotent: pausing what is paused is done already. */
async function moveTo(container: Container, move: 'pause' | 'resume'): Promise<Result<void>> {
  const what = `${move} a sandbox`;
  try {
    await (move === 'pause' ? container.pause() : container.unpause());
    return ok(undefined);
  } catch (error) {
    if (statusOf(error) !== 409 && statusOf(error) !== 500) return fail(engineFailure(error, what, { 404: 'illegal_move' }));
    // The engine answers the same to "already so" and to "has ended".
    const state = await container.inspect().catch(() => null);
    const isThere = state?.State.Running && state.State.Paused === (move === 'pause');
    return isThere ? ok(undefined) : fail(engineFailure(error, what, { 409: 'illegal_move', 500: 'illegal_move' }));
  }
}

async function awaitExit(container: Container, isRemoved: () => boolean): Promise<SandboxExit> {
  let awaySince: number | null = null;
  for (;;) {
    try {
      const { StatusCode: exitCode } = await container.wait();
      return { exitCode, outOfMemory: exitCode !== 0 && !isRemoved() && (await wasOutOfMemory(container, exitCode)) };
    } catch (error) {
      if (statusOf(error) === 404) return { exitCode: KILLED, outOfMemory: false };
      awaySince ??= Date.now();
      if (Date.now() - awaySince > ENGINE_AWAY_MS) return { exitCode: KILLED, outOfMemory: false };
      await sleep(500);
    }
  }
}

/** The engine learns of the kill on another path than of the exit: after a SIGKILL it gets a moment to say so. */
async function wasOutOfMemory(container: Container, exitCode: number): Promise<boolean> {
  for (let attempt = 0; attempt < (exitCode === KILLED ? 4 : 1); attempt++) {
    if (attempt > 0) await sleep(50);
    const state = await container.inspect().catch(() => null);
    if (state === null || state.State.OOMKilled) return state !== null;
  }
  return false;
}
