import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closedEnv } from './run-git.ts';
import { lastWords, type Ran, runProgram, type User } from './run-program.ts';

/** A copy-on-write layer over a snapshot: `layer/` is a small file system of its own, so its size is a hard cap. */
export type LayerDirs = {
  readonly image: string;
  readonly layer: string;
  readonly upper: string;
  readonly work: string;
  readonly tree: string;
};

export const layerDirs = (dir: string): LayerDirs => {
  const layer = join(dir, 'layer');
  return { image: join(dir, 'image'), layer, upper: join(layer, 'upper'), work: join(layer, 'work'), tree: join(dir, 'tree') };
};

export type Mounter = {
  readonly makeLayer: (dirs: LayerDirs, sizeMb: number, user: User | null) => Promise<void>;
  /** Mounts what is not mounted yet. */
  readonly mountTree: (dirs: LayerDirs, lower: string) => Promise<void>;
  /** Everything that is mounted at or below a directory, also by a worker that is gone. */
  readonly unmountAll: (dir: string) => Promise<void>;
};

const INODES_PER_MB = 100;
const MIN_INODES = 20_000;

/** Throws with the program's own words: callers turn that into a failure. */
export const createMounter = (path: string): Mounter => {
  const env = closedEnv(`${path}:/usr/sbin:/sbin`);
  const run = async (program: string, ...args: string[]): Promise<Ran> => {
    const ran = await runProgram(program, args, { env, timeoutMs: 60_000 });
    if (ran.exitCode !== 0) throw new Error(`${program}: ${lastWords(ran)}`);
    return ran;
  };
  const mountLayer = async (dirs: LayerDirs): Promise<void> => {
    if (!(await mountsBelow(dirs.layer)).includes(dirs.layer))
      await run('mount', '-o', 'loop,noatime,nosuid,nodev', dirs.image, dirs.layer);
  };

  return {
    makeLayer: async (dirs, sizeMb, user) => {
      await mkdir(dirs.layer, { recursive: true });
      await mkdir(dirs.tree, { recursive: true });
      const image = await open(dirs.image, 'w', 0o600);
      await image.truncate(sizeMb * 1024 * 1024);
      await image.close();
      const inodes = String(Math.max(MIN_INODES, sizeMb * INODES_PER_MB));
      await run('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=1,nodiscard', '-m', '0', '-N', inodes, dirs.image);
      await mountLayer(dirs);
      await mkdir(dirs.upper);
      await mkdir(dirs.work);
      if (user) await run('chown', `${user.uid}:${user.gid}`, dirs.upper);
    },
    mountTree: async (dirs, lower) => {
      await mountLayer(dirs);
      if ((await mountsBelow(dirs.tree)).includes(dirs.tree)) return;
      // Without redirect_dir, renaming a directory of the snapshot fails with EXDEV.
      const options = `nosuid,nodev,redirect_dir=on,lowerdir=${lower},upperdir=${dirs.upper},workdir=${dirs.work}`;
      await run('mount', '-t', 'overlay', '-o', options, 'overlay', dirs.tree);
    },
    unmountAll: async (dir) => {
      for (const target of (await mountsBelow(dir)).toReversed()) {
        const ran = await runProgram('umount', [target], { env });
        // Still held by someone: detached now, gone when they let go.
        if (ran.exitCode !== 0) await run('umount', '-l', target);
      }
      const loops = await runProgram('losetup', ['-j', join(dir, 'image'), '-O', 'NAME', '-n'], { env });
      for (const loop of loops.stdout.toString().split('\n').filter(Boolean)) await runProgram('losetup', ['-d', loop.trim()], { env });
    },
  };
};

/** Does a layer over a directory work here, and do the right things come out of it? Returns why not. */
export const whyNoOverlay = async (mounter: Mounter, scratch: string, sees?: (dir: string) => Promise<boolean>): Promise<string | null> => {
  if (process.platform !== 'linux') return 'the worker does not run on Linux';
  if (process.getuid?.() !== 0) return 'the worker is not root';
  if (/[:,\\"\s]/.test(scratch)) return 'the data directory has characters in its path that mount options cannot hold';
  const dirs = layerDirs(scratch);
  const lower = join(scratch, 'lower');
  try {
    await rm(scratch, { recursive: true, force: true });
    await mkdir(join(lower, 'inner'), { recursive: true });
    await writeFile(join(lower, 'inner', 'marker'), 'seen');
    await mounter.makeLayer(dirs, 32, null);
    await mounter.mountTree(dirs, lower);
    if ((await readFile(join(dirs.tree, 'inner', 'marker'), 'utf8')) !== 'seen') return 'a layer does not show what is below it';
    await writeFile(join(dirs.tree, 'inner', 'marker'), 'changed');
    if ((await readFile(join(lower, 'inner', 'marker'), 'utf8')) !== 'seen') return 'a write went through a layer';
    return sees && !(await sees(dirs.tree)) ? 'the container engine does not see the mounts of the worker' : null;
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  } finally {
    await mounter.unmountAll(scratch).catch(() => undefined);
    await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
};

/** Mount points at or below a directory, in the order in which they were mounted. */
export const mountsBelow = async (dir: string): Promise<readonly string[]> => {
  const info = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const points = info
    .split('\n')
    .filter(Boolean)
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    );
  return points.filter((point) => point === dir || point.startsWith(`${dir}/`));
};
