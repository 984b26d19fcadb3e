import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Names of the containers of a run that the engine still knows, in whatever state. */
export const containersOf = async (runId: string): Promise<readonly string[]> => {
  const { stdout } = await run('docker', [
    'ps',
    '--all',
    '--filter',
    `label=dev.countersign.run=${runId}`,
    '--format',
    '{{.Names}} {{.State}}',
  ]);
  return stdout.split('\n').filter(Boolean);
};
