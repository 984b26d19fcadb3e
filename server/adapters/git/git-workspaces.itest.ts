import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeScratch } from '../../testing/git-scratch.ts';
import { gitRepositories } from './git-repositories.ts';
import { gitWorkspaces } from './git-workspaces.ts';
import { layerDirs, mountsBelow } from './mounts.ts';

const isRoot = process.getuid?.() === 0;

describe('the probe', () => {
  it('finds a method, leaves nothing behind, and says why it fell back', async () => {
    const scratch = makeScratch();
    const warned: unknown[] = [];
    const log = { info: () => {}, warn: (fields: unknown) => warned.push(fields), error: () => {}, child: () => log };
    const found = await gitWorkspaces({ dataDir: join(scratch.dir, 'data'), log });
    expect(found.method).toBe(warned.length === 0 ? 'overlay' : 'copy');
    const blind = await gitWorkspaces({
      dataDir: join(scratch.dir, 'data'),
      log,
      sees: async (dir) => !existsSync(join(dir, 'inner', 'marker')),
    });
    expect([blind.method, warned.length > 0]).toEqual(['copy', true]);
    const odd = join(scratch.dir, 'a,b:c');
    mkdirSync(odd);
    expect((await gitWorkspaces({ dataDir: odd, log })).method).toBe('copy');
    expect(await mountsBelow(scratch.dir)).toEqual([]);
    expect(execFileSync('find', [join(scratch.dir, 'data', 'workspaces'), '-mindepth', '1'], { encoding: 'utf8' })).toBe('');
    scratch.remove();
  });

  it.runIf(isRoot)('keeps snapshots from other people of the machine', async () => {
    const scratch = makeScratch();
    const dataDir = join(scratch.dir, 'data');
    chmodSync(scratch.dir, 0o755);
    const origin = scratch.makeBare('origin.git');
    const base = scratch.commit(origin, 'main', { 'a.txt': 'secret\n' });
    await gitRepositories({ dataDir, operatorEnv: { PATH: process.env.PATH } }).sync('r', { url: origin });
    const workspaces = await gitWorkspaces({ dataDir });
    const opened = await workspaces.openForAgent({ key: 'k', repositoryId: 'r', baseSha: base, branch: 'b', sizeMb: 64 });
    const files = [
      join(dataDir, 'snapshots', 'r', `agent-${base}`, 'tree', 'a.txt'),
      join(layerDirs(join(dataDir, 'workspaces', 'k')).tree, 'a.txt'),
      join(dataDir, 'repositories', 'r', 'mirror.git', 'HEAD'),
    ];
    for (const file of files) {
      expect(readFileSync(file, 'utf8')).not.toBe('');
      expect(spawnSync('setpriv', ['--reuid=61999', '--regid=61999', '--clear-groups', 'cat', file]).status).not.toBe(0);
    }
    expect(opened.ok).toBe(true);
    await workspaces.close('k');
    scratch.remove();
  });
});
