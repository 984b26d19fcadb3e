import { parseHistory } from '../../domain/artifact/history.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { mustBeSha } from './run-git.ts';
import { lastWords } from './run-program.ts';
import type { Store } from './store.ts';

const MAX_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

export const recentChanges = async (
  store: Store,
  repositoryId: string,
  sha: string,
  commits: number,
): Promise<Result<readonly (readonly string[])[]>> => {
  mustBeSha(sha);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const ran = await store.git(
    dirs.value.results,
    // A merge counts as what it brought to its first parent.
    [
      'log',
      '-z',
      '--no-show-signature',
      '--first-parent',
      '-m',
      '--raw',
      '--no-renames',
      '--no-abbrev',
      '--format=%H',
      `-n${commits}`,
      sha,
      '--',
    ],
    { user: await store.reader(), guarded: true, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES },
  );
  if (ran.exitCode !== 0 && !ran.truncated)
    return fail(failure('not_found', `The history of ${sha.slice(0, 12)} cannot be read: ${lastWords(ran)}`));
  const changes = ran.truncated ? wholeCommits(ran.stdout) : parseHistory(ended(ran.stdout));
  return changes === null ? fail(failure('internal', `The history of ${sha.slice(0, 12)} is not what git should write.`)) : ok(changes);
};

/** A last commit without files has no end. */
const ended = (bytes: Buffer): Uint8Array => (bytes.length > 0 && bytes.at(-1) !== 0 ? Buffer.concat([bytes, Buffer.of(0)]) : bytes);

/** Cut off in the middle of a commit, which is left out. */
const wholeCommits = (bytes: Buffer): readonly (readonly string[])[] | null => {
  const end = bytes.lastIndexOf(0) + 1;
  const parsed = parseHistory(bytes.subarray(0, end)) ?? parseHistory(bytes.subarray(0, bytes.lastIndexOf(0, end - 2) + 1));
  return parsed?.slice(0, -1) ?? null;
};
