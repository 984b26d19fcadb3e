import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'dockerode';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { engineFailure, statusOf } from './engine-failure.ts';

const GONE_DEADLINE_MS = 10_000;

/** Kills and removes; resolves when the engine no longer knows it. True when it was there. */
export async function removeContainer(container: Container, name: string): Promise<Result<boolean>> {
  const what = `remove sandbox ${name}`;
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (statusOf(error) === 404) return ok(false);
    // 409: somebody's removal is under way; we wait for its end like for ours.
    if (statusOf(error) !== 409) return fail(engineFailure(error, what));
  }
  const deadline = Date.now() + GONE_DEADLINE_MS;
  for (;;) {
    try {
      await container.inspect();
    } catch (error) {
      return statusOf(error) === 404 ? ok(true) : fail(engineFailure(error, what));
    }
    if (Date.now() > deadline) return fail(failure('sandbox_start_failed', `Sandbox ${name} was told to go and is still there.`));
    await sleep(50);
  }
}
