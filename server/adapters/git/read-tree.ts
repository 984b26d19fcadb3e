import { splitNul } from '../../domain/artifact/diff.ts';
import { decodePath } from '../../domain/artifact/path-bytes.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { readEntry } from './read-entry.ts';
import { mustBeSha } from './run-git.ts';
import { lastWords } from './run-program.ts';
import type { Store } from './store.ts';

const MAX_LISTING_BYTES = 64 * 1024 * 1024;

export const listPaths = async (
  store: Store,
  repositoryId: string,
  sha: string,
  limit: number,
): Promise<Result<{ paths: readonly string[]; truncated: boolean }>> => {
  mustBeSha(sha);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const user = await store.reader();
  const ran = await store.git(dirs.value.results, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', sha], {
    user,
    maxBytes: MAX_LISTING_BYTES,
  });
  if (ran.exitCode !== 0 && !ran.truncated)
    return fail(failure('not_found', `The files of ${sha.slice(0, 12)} cannot be listed: ${lastWords(ran)}`));
  const whole = ran.stdout.subarray(0, ran.stdout.lastIndexOf(0) + 1);
  const names = splitNul(whole) ?? [];
  return ok({ paths: names.slice(0, limit).map(decodePath), truncated: ran.truncated || names.length > limit });
};

export const readText = async (
  store: Store,
  repositoryId: string,
  sha: string,
  path: string,
  maxBytes: number,
): Promise<Result<string | null>> => {
  mustBeSha(sha);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const entry = await readEntry(store, dirs.value, sha, path);
  if (!entry.ok || entry.value === null) return entry.ok ? ok(null) : entry;
  const { oid } = entry.value;
  const user = await store.reader();
  const { results } = dirs.value;
  const size = await store.git(results, ['cat-file', '-s', oid], { user });
  if (size.exitCode !== 0 || Number(size.stdout.toString()) > maxBytes) return ok(null);
  const blob = await store.git(results, ['cat-file', 'blob', oid], { user, maxBytes });
  if (blob.exitCode !== 0 || blob.stdout.includes(0)) return ok(null);
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(blob.stdout));
  } catch {
    return ok(null);
  }
};
