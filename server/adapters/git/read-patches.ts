import { parseRaw, type RawEntry, splitPatches } from '../../domain/artifact/diff.ts';
import type { ChangedFile, FilePatch } from '../../domain/artifact/manifest.ts';
import { hasStandIns } from '../../domain/artifact/path-bytes.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { DIFF_TREE, readFiles } from './read-change.ts';
import { mustBeSha } from './run-git.ts';
import type { RepositoryDirs, Store } from './store.ts';

/** A gigabyte of zeros is a megabyte of bundle and 1.5 GB of memory once git makes a patch of it: sizes are asked first. */
const MAX_BLOB_BYTES = 1024 * 1024;
const MAX_PATCH_CHARS = 1024 * 1024;
const MAX_ALL_CHARS = 64 * 1024 * 1024;
const FILES_AT_ONCE = 64;
const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
const SUBMODULE = '160000';
const PATCH = ['-p', '-U3', '--text'];

export const readPatches = async (
  store: Store,
  repositoryId: string,
  baseSha: string,
  headSha: string,
  paths: readonly string[],
): Promise<Result<readonly FilePatch[]>> => {
  mustBeSha(baseSha, headSha);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const files = await readFiles(store, dirs.value, baseSha, headSha);
  if (!files.ok) return files;
  const byPath = new Map(files.value.map((file) => [file.path, file]));
  const wanted = paths.map((path) => byPath.get(path)).filter((file) => file !== undefined);
  const large = await largeBlobs(store, dirs.value, wanted);
  if (!large.ok) return large;

  const why = (file: ChangedFile): FilePatch['omitted'] =>
    file.binary ? 'binary' : large.value.has(file.oldOid) || large.value.has(file.newOid) ? 'too_large' : null;
  const readable = wanted.filter((file) => why(file) === null);
  const made = new Map<string, string | null>();
  const named = readable.filter((file) => !hasStandIns(file.path) && !(file.oldPath && hasStandIns(file.oldPath)));
  let chars = 0;
  for (let at = 0; at < named.length && chars < MAX_ALL_CHARS; at += FILES_AT_ONCE) {
    for (const [path, patch] of await patchesOf(store, dirs.value, baseSha, headSha, named.slice(at, at + FILES_AT_ONCE))) {
      made.set(path, patch);
      chars += patch.length;
    }
  }
  for (const file of readable.filter(({ path }) => !made.has(path))) {
    if (chars >= MAX_ALL_CHARS) break;
    const patch = await patchOfBlobs(store, dirs.value, file);
    made.set(file.path, patch);
    chars += patch?.length ?? 0;
  }
  const patchFor = (path: string): FilePatch => {
    const file = byPath.get(path);
    const omitted = file ? why(file) : 'too_large';
    if (omitted) return { path, patch: null, omitted };
    const patch = made.get(path) ?? null;
    // Git looks for a NUL only at the start of a file.
    if (patch?.includes('\0')) return { path, patch: null, omitted: 'binary' };
    return patch === null || patch.length > MAX_PATCH_CHARS ? { path, patch: null, omitted: 'too_large' } : { path, patch, omitted: null };
  };
  return ok(paths.map(patchFor));
};

const largeBlobs = async (store: Store, dirs: RepositoryDirs, files: readonly ChangedFile[]): Promise<Result<ReadonlySet<string>>> => {
  const oids = new Set<string>();
  for (const file of files) {
    if (file.oldMode !== SUBMODULE && !/^0+$/.test(file.oldOid)) oids.add(file.oldOid);
    if (file.newMode !== SUBMODULE && !/^0+$/.test(file.newOid)) oids.add(file.newOid);
  }
  const ran = await store.git(dirs.results, ['cat-file', '--batch-check=%(objectname) %(objectsize)', '--buffer'], {
    input: Buffer.from([...oids].map((oid) => `${oid}\n`).join('')),
    user: await store.reader(),
  });
  if (ran.exitCode !== 0) return fail(failure('artifact_refused', 'The sizes of the changed files cannot be read.'));
  const lines = ran.stdout.toString('latin1').split('\n').filter(Boolean);
  return ok(new Set(lines.filter((line) => !(Number(line.slice(41)) <= MAX_BLOB_BYTES)).map((line) => line.slice(0, 40))));
};

/** Empty where git could not be understood; the caller then asks file by file. */
const patchesOf = async (
  store: Store,
  dirs: RepositoryDirs,
  baseSha: string,
  headSha: string,
  files: readonly ChangedFile[],
): Promise<ReadonlyMap<string, string>> => {
  const names = [...new Set(files.flatMap((file) => (file.oldPath === null ? [file.path] : [file.oldPath, file.path])))];
  const options = { user: await store.reader(), guarded: true };
  const raw = await store.git(dirs.results, [...DIFF_TREE, '--raw', '-z', '--no-abbrev', baseSha, headSha, '--', ...names], options);
  const text = await store.git(dirs.results, [...DIFF_TREE, ...PATCH, baseSha, headSha, '--', ...names], options);
  const entries = raw.exitCode === 0 ? parseRaw(raw.stdout) : null;
  const patches = entries && text.exitCode === 0 ? splitPatches(text.stdout.toString('utf8'), entries) : null;
  const found = new Map<string, string>();
  if (!entries || !patches) return found;
  const isWanted = (entry: RawEntry) => files.some((file) => file.path === entry.path && file.oldPath === entry.oldPath);
  for (const [index, entry] of entries.entries()) if (isWanted(entry)) found.set(entry.path, patches[index] ?? '');
  return found;
};

/** By content alone, for names that no argument can hold. The header shows object names instead. */
const patchOfBlobs = async (store: Store, dirs: RepositoryDirs, file: ChangedFile): Promise<string | null> => {
  if (file.oldMode === SUBMODULE || file.newMode === SUBMODULE) return null;
  const side = (oid: string) => (/^0+$/.test(oid) ? EMPTY_BLOB : oid);
  const args = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', ...PATCH.slice(1), side(file.oldOid), side(file.newOid)];
  const ran = await store.git(dirs.results, args, { user: await store.reader(), guarded: true });
  return ran.exitCode === 0 ? ran.stdout.toString('utf8') : null;
};
