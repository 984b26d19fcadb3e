import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { closeToOthers } from './close-to-others.ts';
import { closedEnv, type Git } from './run-git.ts';
import { lastWords, runProgram, type User } from './run-program.ts';

/**
 * One repository on disk: `mirror.git` has exactly what the source has, and its objects are what sandboxes may read;
 * `results.git` borrows from it and has what agents made, so that no run can read another run's result.
 */
export type RepositoryDirs = {
  readonly root: string;
  readonly mirror: string;
  readonly mirrorObjects: string;
  readonly results: string;
  readonly quarantine: string;
};

export type Store = {
  readonly dirs: (repositoryId: string) => RepositoryDirs;
  /** Makes both repositories when they are not there. */
  readonly prepare: (repositoryId: string) => Promise<Result<RepositoryDirs>>;
  /** The directories of a repository that was mirrored before. */
  readonly find: (repositoryId: string) => Result<RepositoryDirs>;
  /** Who git runs as where it reads what agents made: an unprivileged user, or null for the worker's own. */
  readonly reader: () => Promise<User | null>;
  readonly git: Git;
  /** One at a time per repository. */
  readonly exclusively: <T>(repositoryId: string, work: () => Promise<T>) => Promise<T>;
};

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
export const mustBeId = (id: string): void => {
  if (!ID.test(id)) throw new Error(`not an id: ${JSON.stringify(id)}`);
};

export const repositoryDirs = (dataDir: string, repositoryId: string): RepositoryDirs => {
  mustBeId(repositoryId);
  const root = join(dataDir, 'repositories', repositoryId);
  return {
    root,
    mirror: join(root, 'mirror.git'),
    mirrorObjects: join(root, 'mirror.git', 'objects'),
    results: join(root, 'results.git'),
    quarantine: join(root, 'quarantine'),
  };
};

/** A user can be used only where it may enter the data directory; where a parent is closed to it (a home directory, say), nobody else can. */
export const userIfMayEnter = async (dir: string, user: User | undefined, path: string): Promise<User | null> => {
  if (!user || process.getuid?.() !== 0) return null;
  await mkdir(dir, { recursive: true });
  await closeToOthers(dir);
  const tried = await runProgram('/bin/sh', ['-c', 'cd -- "$0"', dir], { env: closedEnv(path), user });
  return tried.exitCode === 0 ? user : null;
};

export const createStore = (options: {
  readonly dataDir: string;
  readonly path: string;
  readonly user?: User;
  readonly git: Git;
}): Store => {
  const { git } = options;
  const queues = new Map<string, Promise<unknown>>();
  let reader: Promise<User | null> | null = null;
  const dirs = (repositoryId: string) => repositoryDirs(options.dataDir, repositoryId);
  const whoReads = () => {
    reader ??= userIfMayEnter(join(options.dataDir, 'repositories'), options.user, options.path);
    return reader;
  };

  const prepare = async (repositoryId: string): Promise<Result<RepositoryDirs>> => {
    const found = dirs(repositoryId);
    if (existsSync(join(found.results, 'ready'))) return ok(found);
    await mkdir(join(options.dataDir, 'repositories'), { recursive: true });
    await closeToOthers(join(options.dataDir, 'repositories'));
    await mkdir(found.quarantine, { recursive: true });
    for (const dir of [found.root, found.quarantine]) await chmod(dir, 0o755);
    for (const dir of [found.mirror, found.results]) {
      const made = await git(dir, ['init', '--quiet', '--bare', '--template=', '--shared=0644', '--initial-branch=none', dir]);
      if (made.exitCode !== 0) return fail(failure('internal', `The mirror could not be made: ${lastWords(made)}`));
      for (const entry of ['gc.auto=0', 'gc.pruneExpire=never', 'receive.denyNonFastForwards=false', 'core.logAllRefUpdates=false']) {
        const [name = '', value = ''] = entry.split('=');
        await git(dir, ['config', name, value]);
      }
    }
    await mkdir(join(found.results, 'objects', 'info'), { recursive: true });
    await writeFile(join(found.results, 'objects', 'info', 'alternates'), '../../mirror.git/objects\n');
    // Diffs of added and deleted files compare with the empty blob.
    await git(found.results, ['hash-object', '-w', '--stdin'], { input: new Uint8Array() });
    await writeFile(join(found.results, 'ready'), '');
    const user = await whoReads();
    if (user) await runProgram('chown', ['-R', '-h', `${user.uid}:${user.gid}`, found.results], { env: closedEnv(options.path) });
    return ok(found);
  };

  return {
    dirs,
    prepare,
    find: (repositoryId) => {
      const found = dirs(repositoryId);
      return existsSync(join(found.results, 'ready'))
        ? ok(found)
        : fail(failure('not_found', 'This worker has no mirror of the repository yet. Test the connection first.'));
    },
    reader: whoReads,
    git,
    exclusively: (repositoryId, work) => {
      const before = queues.get(repositoryId) ?? Promise.resolve();
      const now = before.then(work, work);
      const settled = now.catch(() => undefined);
      queues.set(repositoryId, settled);
      void settled.then(() => queues.get(repositoryId) === settled && queues.delete(repositoryId));
      return now;
    },
  };
};
