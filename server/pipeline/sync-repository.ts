import { boundHistory } from '../domain/artifact/history.ts';
import { suggestChecks } from '../domain/verification/suggest.ts';
import type { WorkerPorts } from './worker-ports.ts';

const MAX_PATHS = 50_000;
/** What the patterns of a policy are tried on. */
const LAST_COMMITS = 400;

/** Refreshes a mirror and records what is in it, or why it cannot be reached. "Test connection" is this. */
export const syncRepository = async (ports: WorkerPorts, repositoryId: string): Promise<void> => {
  const repository = await ports.store.readRepository(repositoryId);
  if (!repository) return;
  const synced = await ports.repositories.sync(repository.id, { url: repository.url });
  if (!synced.ok) return ports.store.recordSync(repository.id, ports.clock.now(), { ok: false, failure: synced.failure });
  const wanted = repository.baseBranch || synced.value.defaultBranch;
  const base = synced.value.branches.find((branch) => branch.name === wanted) ?? synced.value.branches[0];
  const listed = base ? await ports.repositories.listPaths(repository.id, base.sha, MAX_PATHS) : null;
  if (listed && !listed.ok) return ports.store.recordSync(repository.id, ports.clock.now(), { ok: false, failure: listed.failure });
  const paths = listed?.value.paths ?? [];
  const manifest =
    base && paths.includes('package.json') ? await ports.repositories.readText(repository.id, base.sha, 'package.json', 256 * 1024) : null;
  // Nothing but remarks about a policy rests on it, so a history that cannot be read keeps nothing from working.
  const history = base ? await ports.repositories.recentChanges(repository.id, base.sha, LAST_COMMITS) : null;
  await ports.store.recordSync(repository.id, ports.clock.now(), {
    ok: true,
    facts: synced.value,
    paths,
    pathsTruncated: listed?.value.truncated ?? false,
    scripts: suggestChecks(paths, manifest?.ok ? manifest.value : null),
    changes: history?.ok ? boundHistory(history.value) : null,
  });
};
