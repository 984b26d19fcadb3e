import { ok, type Result } from '../domain/shared/result.ts';
import type { SandboxRecord } from '../ports/run-store.ts';
import type { WorkerPorts } from './worker-ports.ts';

/**
 * Where the base branch is now, when it has gone on from the commit that this run is measured against and the task branch
 * does not have it yet. A branch that was rewritten is not offered: merging it would bring back what was taken out.
 */
export const movedBase = async (
  ports: WorkerPorts,
  repositoryId: string,
  { baseSha, startSha, tip }: { readonly baseSha: string; readonly startSha: string; readonly tip: string },
): Promise<Result<string | null>> => {
  if (tip === baseSha) return ok(null);
  const wentOn = await ports.repositories.contains(repositoryId, tip, baseSha);
  if (!wentOn.ok) return wentOn;
  const isThere = await ports.repositories.contains(repositoryId, startSha, tip);
  if (!isThere.ok) return isThere;
  return ok(wentOn.value && !isThere.value ? tip : null);
};

/** An agent that took in the moved base branch is measured against that: the commits of others are not its change. */
export const measuredFrom = async (
  ports: WorkerPorts,
  repositoryId: string,
  { baseSha, upstreamSha }: SandboxRecord,
  headSha: string,
): Promise<Result<string>> => {
  if (!upstreamSha) return ok(baseSha);
  const merged = await ports.repositories.contains(repositoryId, headSha, upstreamSha);
  return merged.ok ? ok(merged.value ? upstreamSha : baseSha) : merged;
};
