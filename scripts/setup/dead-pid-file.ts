import { readFile, rm } from 'node:fs/promises';

/**
 * Removes a pid file whose process is not a living one of `programs`; true when it did. After an unclean end the engine
 * refuses with "pid file found" as long as any process has that number: also a zombie (where process 1 does not reap), or a
 * stranger that got the number since.
 */
export async function clearDeadPidFile(file: string, programs: readonly string[]): Promise<boolean> {
  const pid = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (!/^\d+$/.test(pid)) return false;
  // "PID (comm) STATE …"; the command may itself hold a parenthesis, so read from the last one.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const end = stat.lastIndexOf(')');
  const program = stat.slice(stat.indexOf('(') + 1, end);
  const isZombie = stat[end + 2] === 'Z';
  if (programs.includes(program) && !isZombie) return false;
  await rm(file, { force: true });
  return true;
}
