import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SANDBOX_UID } from '../../domain/run/limits.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Upstream, Workspace, WorkspaceMethod, Workspaces } from '../../ports/workspace.ts';
import { bundleCommandFor, OBJECTS_TARGET, WORKSPACE_TARGET } from './bundle-command.ts';
import { DEFAULT_PATH } from './git-repositories.ts';
import { createMounter, layerDirs, type Mounter, whyNoOverlay } from './mounts.ts';
import { BRANCH_NAME, closedEnv, closedGit, mustBeSha, mustBeTaskBranch } from './run-git.ts';
import { runProgram, type User } from './run-program.ts';
import { createSnapshots, type SnapshotKind } from './snapshot.ts';
import { createStore } from './store.ts';

export type GitWorkspacesOptions = {
  readonly dataDir: string;
  readonly path?: string;
  /** Who the sandbox's processes are. */
  readonly user?: User;
  /** Skips the probe. */
  readonly method?: WorkspaceMethod;
  /** Does the container engine see what is mounted at this directory (a file `inner/marker`)? Needed where the worker is itself in a container. */
  readonly sees?: (dir: string) => Promise<boolean>;
  readonly log?: Logger;
};

/** What a workspace is, kept beside it, so that another worker process can mount or delete it. */
type Record = {
  readonly method: WorkspaceMethod;
  readonly kind: SnapshotKind;
  readonly repositoryId: string;
  readonly snapshot: string;
  readonly sha: string;
  readonly branch: string | null;
  readonly upstream?: Upstream;
};

const FREE_FLOOR_BYTES = 1024 * 1024 * 1024;
const KEY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,120}$/;

export const gitWorkspaces = async (options: GitWorkspacesOptions): Promise<Workspaces> => {
  const dataDir = resolve(options.dataDir);
  const root = join(dataDir, 'workspaces');
  const path = options.path ?? DEFAULT_PATH;
  const user = options.user ?? { uid: SANDBOX_UID, gid: SANDBOX_UID };
  const isRoot = process.getuid?.() === 0;
  const git = closedGit(path);
  const store = createStore({ dataDir, path, git });
  const snapshots = createSnapshots({ dataDir, path, user, git });
  const mounter = createMounter(path);
  await mkdir(root, { recursive: true });
  await chmod(root, 0o700);
  await clearProbes(root, mounter);
  const why = options.method ? null : await whyNoOverlay(mounter, join(root, `.probe-${process.pid}`), options.sees);
  const method: WorkspaceMethod = options.method ?? (why === null ? 'overlay' : 'copy');
  if (why) options.log?.warn({ why }, 'workspaces are copies: starts take longer and what a run writes has no hard cap');

  const dirOf = (key: string): string => {
    if (!KEY.test(key)) throw new Error(`not a workspace key: ${JSON.stringify(key)}`);
    return join(root, key);
  };
  const describe = (key: string, record: Record): Workspace => ({
    key,
    mounts: [
      { source: layerDirs(dirOf(key)).tree, target: WORKSPACE_TARGET, readOnly: false },
      { source: store.dirs(record.repositoryId).mirrorObjects, target: OBJECTS_TARGET, readOnly: true },
    ],
    bundleCommand: record.branch === null ? ['true'] : bundleCommandFor(record.sha, record.branch, record.upstream?.sha),
  });
  const readRecord = async (key: string): Promise<Record | null> => {
    try {
      return JSON.parse(await readFile(join(dirOf(key), 'workspace.json'), 'utf8')) as Record;
    } catch {
      return null;
    }
  };

  const open = async (key: string, sizeMb: number, input: Omit<Record, 'method' | 'snapshot'>): Promise<Result<Workspace>> => {
    const record: Record = { ...input, method, snapshot: snapshots.pathOf(input.repositoryId, input.kind, input.sha) };
    const dirs = store.find(input.repositoryId);
    if (!dirs.ok) return dirs;
    const closed = await close(key);
    if (!closed.ok) return closed;
    const { bavail, bsize } = await statfs(root);
    if (bavail * bsize < FREE_FLOOR_BYTES)
      return fail(failure('workspace_failed', 'Less than 1 GB of disk space is free on the worker machine.'));
    // Written first: it keeps the snapshot from being deleted, and lets a later worker clean up whatever follows.
    await mkdir(dirOf(key));
    await writeFile(join(dirOf(key), 'workspace.json'), JSON.stringify(record));
    const snapshot = await snapshots.ensure(input.repositoryId, dirs.value, input.kind, input.sha);
    if (!snapshot.ok) {
      await close(key);
      return snapshot;
    }
    try {
      await (method === 'overlay' ? openLayer(key, record, sizeMb) : openCopy(key, record));
    } catch (error) {
      await close(key);
      return fail(failure('workspace_failed', `The workspace could not be made: ${error instanceof Error ? error.message : 'unknown'}`));
    }
    await snapshots.trim(input.repositoryId, await usedSnapshots());
    return ok(describe(key, record));
  };

  const openLayer = async (key: string, record: Record, sizeMb: number): Promise<void> => {
    const dirs = layerDirs(dirOf(key));
    await mounter.makeLayer(dirs, sizeMb, user);
    if (record.branch !== null) await seedRefs(dirs.upper, record.branch, record);
    await mounter.mountTree(dirs, record.snapshot);
  };
  const openCopy = async (key: string, record: Record): Promise<void> => {
    const { tree } = layerDirs(dirOf(key));
    const copied = await runProgram('cp', ['-a', '--', record.snapshot, tree], { env: closedEnv(path), timeoutMs: 15 * 60_000 });
    if (copied.exitCode !== 0) await cp(record.snapshot, tree, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    if (record.branch !== null) await seedRefs(tree, record.branch, record);
    // Not root, so not able to give it to the sandbox's user; the directories above are closed to everybody else.
    if (!isRoot) await runProgram('chmod', ['-R', 'a+rwX', tree], { env: closedEnv(path) });
  };

  /** Refs are tiny files: no git process, the same cost for any repository. */
  const seedRefs = async (tree: string, branch: string, { sha, upstream }: Record): Promise<void> => {
    const gitDir = join(tree, '.git');
    const refs = new Map([[join(gitDir, 'refs', 'heads', branch), sha]]);
    // A name that we would not write ourselves gets no file of its own.
    if (upstream && BRANCH_NAME.test(upstream.branch)) refs.set(join(gitDir, 'refs', 'remotes', 'origin', upstream.branch), upstream.sha);
    for (const [ref, value] of refs) {
      await mkdir(dirname(ref), { recursive: true, mode: 0o755 });
      await writeFile(ref, `${value}\n`);
    }
    await writeFile(join(gitDir, 'HEAD'), `ref: refs/heads/${branch}\n`);
    if (!isRoot) return;
    // Every level, or a commit fails: it cannot make its lock file.
    const levels = new Set([join(gitDir, 'HEAD'), ...refs.keys()]);
    for (const ref of refs.keys()) for (let dir = dirname(ref); dir.startsWith(gitDir); dir = dirname(dir)) levels.add(dir);
    for (const level of levels) await chown(level, user.uid, user.gid);
  };

  const close = async (key: string): Promise<Result<void>> => {
    const dir = dirOf(key);
    try {
      await mounter.unmountAll(dir);
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
      return ok(undefined);
    } catch (error) {
      return fail(
        failure('workspace_failed', `The workspace ${key} could not be removed: ${error instanceof Error ? error.message : 'unknown'}`),
      );
    }
  };
  const keys = async (): Promise<string[]> => (await readdir(root)).filter((name) => KEY.test(name));
  const usedSnapshots = async (): Promise<(path: string) => boolean> => {
    const records = await Promise.all((await keys()).map(readRecord));
    const used = new Set(records.map((record) => record?.snapshot));
    return (snapshot) => used.has(snapshot);
  };

  return {
    method,
    openForAgent: async ({ key, repositoryId, baseSha, branch, sizeMb, upstream }) => {
      mustBeSha(baseSha);
      mustBeTaskBranch(branch);
      if (upstream) mustBeSha(upstream.sha);
      return open(key, sizeMb, { kind: 'agent', repositoryId, sha: baseSha, branch, upstream });
    },
    openForCheck: async ({ key, repositoryId, treeish, sizeMb }) => {
      mustBeSha(treeish);
      const dirs = store.find(repositoryId);
      if (!dirs.ok) return dirs;
      const tree = await git(dirs.value.results, ['rev-parse', '--verify', '--quiet', `${treeish}^{tree}`]);
      if (tree.exitCode !== 0)
        return fail(failure('workspace_failed', `The tree ${treeish.slice(0, 12)} is not in this worker's copy of the repository.`));
      return open(key, sizeMb, { kind: 'check', repositoryId, sha: tree.stdout.toString().trim(), branch: null });
    },
    reopen: async (key) => {
      const record = await readRecord(key);
      if (record?.kind !== 'agent') return ok(null);
      try {
        if (record.method === 'overlay') await mounter.mountTree(layerDirs(dirOf(key)), record.snapshot);
        return ok(describe(key, record));
      } catch (error) {
        return fail(
          failure(
            'workspace_failed',
            `The workspace ${key} could not be mounted again: ${error instanceof Error ? error.message : 'unknown'}`,
          ),
        );
      }
    },
    close,
    list: async () => ok(await keys()),
  };
};

/** A worker that died while it was finding out leaves its scratch mounts. */
const clearProbes = async (root: string, mounter: Mounter): Promise<void> => {
  for (const name of await readdir(root)) {
    const pid = Number(/^\.probe-(\d+)$/.exec(name)?.[1]);
    if (!pid || pid === process.pid || existsSync(`/proc/${pid}`)) continue;
    await mounter.unmountAll(join(root, name)).catch(() => undefined);
    await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
  }
};
