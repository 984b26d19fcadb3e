import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { OBJECTS_TARGET } from './bundle-command.ts';
import { closeToOthers } from './close-to-others.ts';
import { closedEnv, FIXED_CONFIG, type Git } from './run-git.ts';
import { lastWords, type Ran, runProgram, type User } from './run-program.ts';
import { mustBeId, type RepositoryDirs, userIfMayEnter } from './store.ts';

/** `agent` keeps the history; `check` has one commit made of a tree. */
export type SnapshotKind = 'agent' | 'check';
export type Snapshots = {
  readonly pathOf: (repositoryId: string, kind: SnapshotKind, sha: string) => string;
  /** The tree of a commit (`agent`) or of a tree (`check`), built once. Never changes afterwards. */
  readonly ensure: (repositoryId: string, dirs: RepositoryDirs, kind: SnapshotKind, sha: string) => Promise<Result<string>>;
  /** Deletes the ones that were used longest ago and that nobody uses. */
  readonly trim: (repositoryId: string, isUsed: (path: string) => boolean) => Promise<void>;
};

const KEEP = 20;
const TIMEOUT_MS = 15 * 60_000;
const STALE_MS = 60 * 60_000;
const AGENT = 'Countersign agent <agent@countersign.invalid>';

const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = false
\tlogallrefupdates = true
\tfsmonitor = false
\tpreloadIndex = true
\tcheckStat = minimal
\ttrustctime = false
[index]
\tversion = 4
[gc]
\tauto = 0
[maintenance]
\tauto = false
[advice]
\tdetachedHead = false
[user]
\tname = ${AGENT.slice(0, AGENT.indexOf(' <'))}
\temail = ${AGENT.slice(AGENT.indexOf('<') + 1, -1)}
`;

export const createSnapshots = (options: {
  readonly dataDir: string;
  readonly path: string;
  readonly user: User;
  readonly git: Git;
}): Snapshots => {
  const root = join(options.dataDir, 'snapshots');
  const building = new Map<string, Promise<Result<string>>>();
  let builder: Promise<User | null> | null = null;
  const pathOf = (repositoryId: string, kind: SnapshotKind, sha: string) => {
    mustBeId(repositoryId);
    return join(root, repositoryId, `${kind}-${sha}`, 'tree');
  };

  const ensure: Snapshots['ensure'] = (repositoryId, dirs, kind, sha) => {
    const tree = pathOf(repositoryId, kind, sha);
    const running = building.get(tree);
    if (running) return running;
    const build = ensureOne(dirs, kind, sha, tree).finally(() => building.delete(tree));
    building.set(tree, build);
    return build;
  };

  const ensureOne = async (dirs: RepositoryDirs, kind: SnapshotKind, sha: string, tree: string): Promise<Result<string>> => {
    const home = dirname(tree);
    if (existsSync(join(home, 'ready'))) {
      const now = new Date();
      await utimes(join(home, 'ready'), now, now);
      return ok(tree);
    }
    await mkdir(dirname(home), { recursive: true });
    for (const dir of [root, dirname(home)]) await closeToOthers(dir);
    builder ??= userIfMayEnter(root, options.user, options.path);
    const user = await builder;
    const fresh = await mkdtemp(join(dirname(home), '.new-'));
    try {
      await chmod(fresh, 0o755);
      const built = await buildTree(dirs, kind, sha, join(fresh, 'tree'), user);
      if (built) return fail(failure('workspace_failed', `The files of ${sha.slice(0, 12)} could not be laid out: ${built}`));
      await writeFile(join(fresh, 'ready'), '');
      // Left by a worker that died between two steps, or made by another worker meanwhile.
      if (existsSync(home) && !existsSync(join(home, 'ready'))) await rm(home, { recursive: true, force: true });
      if (!existsSync(home)) await rename(fresh, home);
      return ok(tree);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  };

  /** Null when it worked, else why not. */
  const buildTree = async (
    dirs: RepositoryDirs,
    kind: SnapshotKind,
    sha: string,
    tree: string,
    user: User | null,
  ): Promise<string | null> => {
    const gitDir = join(tree, '.git');
    const isRoot = process.getuid?.() === 0;
    for (const part of ['refs/heads', 'objects/info', 'objects/pack', 'info']) await mkdir(join(gitDir, part), { recursive: true });
    await writeFile(join(gitDir, 'HEAD'), kind === 'agent' ? `${sha}\n` : 'ref: refs/heads/check\n');
    await writeFile(join(gitDir, 'config'), CONFIG);
    const own = (what: string) =>
      runProgram('chown', ['-R', '-h', `${options.user.uid}:${options.user.gid}`, what], {
        env: closedEnv(options.path),
        timeoutMs: TIMEOUT_MS,
      });
    if (user) await own(tree);

    const base = {
      user,
      timeoutMs: TIMEOUT_MS,
      env: { GIT_ALTERNATE_OBJECT_DIRECTORIES: dirs.mirrorObjects, GIT_INDEX_FILE: join(gitDir, 'index') },
    };
    const git = (args: readonly string[], input?: Uint8Array): Promise<Ran> => options.git(gitDir, args, { ...base, input });
    const inTree = (args: readonly string[]): Promise<Ran> =>
      runProgram('git', [`--git-dir=${gitDir}`, `--work-tree=${tree}`, ...FIXED_CONFIG, ...args], {
        ...base,
        env: { ...closedEnv(options.path), ...base.env },
        cwd: tree,
      });

    const missing = await packMissing(dirs, sha);
    if ('why' in missing) return missing.why;
    if (missing.pack) {
      const indexed = await git(['index-pack', '--stdin', '--threads=1'], missing.pack);
      if (indexed.exitCode !== 0) return lastWords(indexed);
    }
    if (kind === 'check') {
      const who = { GIT_AUTHOR_NAME: 'Countersign', GIT_AUTHOR_EMAIL: 'countersign@localhost', GIT_AUTHOR_DATE: '@0 +0000' };
      const committer = { GIT_COMMITTER_NAME: 'Countersign', GIT_COMMITTER_EMAIL: 'countersign@localhost', GIT_COMMITTER_DATE: '@0 +0000' };
      const commit = await options.git(gitDir, ['commit-tree', sha, '-m', 'The tree under check'], {
        ...base,
        env: { ...base.env, ...who, ...committer },
      });
      const moved = commit.exitCode === 0 ? await git(['update-ref', 'refs/heads/check', commit.stdout.toString().trim()]) : commit;
      if (moved.exitCode !== 0) return lastWords(moved);
    }
    const laid = await inTree(['-c', 'checkout.workers=2', 'read-tree', '-u', '--reset', sha]);
    if (laid.exitCode !== 0) return lastWords(laid);
    // Another owner than the builder changes what the index remembers, so it is refreshed after.
    if (!user && isRoot) await own(tree);
    await inTree(['update-index', '-q', '--refresh']);
    await writeFile(join(gitDir, 'objects/info/alternates'), `${OBJECTS_TARGET}\n`);
    if (isRoot) await own(gitDir);
    return null;
  };

  /** What the mirror does not have (an earlier run's result) comes along as a pack, so that no other result needs to be readable. */
  const packMissing = async (dirs: RepositoryDirs, sha: string): Promise<{ pack: Buffer | null } | { why: string }> => {
    const there = await options.git(dirs.mirror, ['cat-file', '-e', sha]);
    if (there.exitCode === 0) return { pack: null };
    const heads = await options.git(dirs.mirror, ['for-each-ref', '--format=^%(objectname)', 'refs/heads/']);
    if (heads.exitCode !== 0) return { why: lastWords(heads) };
    const packed = await options.git(dirs.results, ['pack-objects', '--revs', '--stdout', '--quiet', '--threads=1'], {
      input: Buffer.from(`${sha}\n${heads.stdout.toString('latin1')}`),
      maxBytes: 1024 * 1024 * 1024,
      timeoutMs: TIMEOUT_MS,
    });
    return packed.exitCode === 0 ? { pack: packed.stdout } : { why: lastWords(packed) };
  };

  const trim: Snapshots['trim'] = async (repositoryId, isUsed) => {
    const home = join(root, repositoryId);
    const found: { path: string; usedAt: number }[] = [];
    for (const name of await readdir(home).catch(() => [])) {
      const path = join(home, name);
      const usedAt = await stat(join(path, 'ready')).then(
        ({ mtimeMs }) => mtimeMs,
        () => null,
      );
      if (usedAt !== null) found.push({ path, usedAt });
      else if (name.startsWith('.new-') && Date.now() - (await stat(path)).mtimeMs > STALE_MS)
        await rm(path, { recursive: true, force: true });
    }
    found.sort((a, b) => b.usedAt - a.usedAt);
    for (const { path } of found.slice(KEEP)) if (!isUsed(join(path, 'tree'))) await rm(path, { recursive: true, force: true });
  };

  return { pathOf, ensure, trim };
};
