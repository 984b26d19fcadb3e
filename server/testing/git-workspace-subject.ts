import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitRepositories } from '../adapters/git/git-repositories.ts';
import { gitWorkspaces } from '../adapters/git/git-workspaces.ts';
import { SANDBOX_UID } from '../domain/run/limits.ts';
import type { WorkspaceMethod } from '../ports/workspace.ts';
import type { WorkspaceSubject } from './workspace-contract.ts';

const IMAGE = 'countersign/script:latest';
/** Real workspaces of one method, looked at from real containers. `dataMode` is the mode of the folder above the data directory. */
export const gitWorkspaceSubject = (method: WorkspaceMethod, dataMode: number): WorkspaceSubject => ({
  makeWorkspaces: (dataDir) => gitWorkspaces({ dataDir, method }),
  makeRepositories: (dataDir) => {
    chmodSync(join(dataDir, '..'), dataMode);
    return gitRepositories({ dataDir, operatorEnv: { PATH: process.env.PATH } });
  },
  // The parts of the sandbox profile that matter to files: no capabilities, another user, a read-only root.
  runInside: (workspace, argv) => {
    const mounts = workspace.mounts.flatMap(({ source, target, readOnly }) => [
      '--mount',
      `type=bind,source=${source},target=${target}${readOnly ? ',readonly' : ''}`,
    ]);
    const profile = [
      '--rm',
      '--network=none',
      '--read-only',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      '--tmpfs=/tmp',
      '--env=HOME=/tmp',
    ];
    const args = [
      'run',
      ...profile,
      `--user=${SANDBOX_UID}:${SANDBOX_UID}`,
      '--label=dev.countersign.test=workspace',
      '--workdir=/workspace',
      ...mounts,
      '--entrypoint=',
      IMAGE,
      ...argv,
    ];
    const ran = spawnSync('docker', args, { maxBuffer: 64 * 1024 * 1024 });
    return { exitCode: ran.status ?? -1, stdout: ran.stdout, stderr: ran.stderr.toString() };
  },
  unmountAll: (dataDir) => {
    const points = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '')
      .filter((point) => point.startsWith(`${dataDir}/`));
    for (const point of points.reverse()) execFileSync('umount', [point]);
  },
  hasHardCap: method === 'overlay',
});
