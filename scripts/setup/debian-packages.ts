import { readdir, readFile } from 'node:fs/promises';
import { announce, isRoot, lastLines, runCommand, SetupStop } from './step.ts';

/** True on Debian, Ubuntu and what derives from them. */
export async function isDebianLike(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
}

/**
 * Installs Debian packages, without what they merely recommend. Stops with the exact command where the rights or the package
 * manager are missing. The package lists are fetched when there are none, and once more when the install fails: an old
 * list names versions that a mirror no longer has.
 */
export async function installDebianPackages(step: string, packages: readonly string[], otherwise: string): Promise<void> {
  const install = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!(await isDebianLike()))
    throw new SetupStop(`${step}: ${packages.join(', ')} missing, and this is not Debian or Ubuntu. ${otherwise}`);
  if (!isRoot())
    throw new SetupStop(
      `${step}: ${packages.join(', ')} missing, and installing needs root. Run:\n\n  sudo ${install}\n\nthen start again.`,
    );
  if (!(await hasPackageLists())) await updateLists(step);
  announce(step, `installing ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  let result = await runCommand('apt-get', args, { env });
  if (result.exitCode !== 0) {
    await updateLists(step);
    result = await runCommand('apt-get', args, { env });
  }
  if (result.exitCode !== 0) throw new SetupStop(`${step}: "${install}" failed:\n${lastLines(result)}\n\nRepair that, then start again.`);
}

async function updateLists(step: string): Promise<void> {
  announce(step, 'fetching the package lists');
  // Its exit code is not looked at: one unreachable third-party source must not stop an install from the others.
  await runCommand('apt-get', ['update', '-qq']);
}

async function hasPackageLists(): Promise<boolean> {
  const files = await readdir('/var/lib/apt/lists').catch(() => []);
  return files.some((file) => file.endsWith('_Packages') || file.includes('_Packages.'));
}
