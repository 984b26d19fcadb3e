import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBundleHeader, tipOfTaskBranch } from '../../domain/artifact/bundle.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { visibleLine } from '../../domain/shared/visible.ts';
import type { Repositories } from '../../ports/repository.ts';
import { mustBeSha, mustBeTaskBranch } from './run-git.ts';
import { lastWords } from './run-program.ts';
import { mustBeId, type RepositoryDirs, type Store } from './store.ts';

export type IngestCaps = { readonly maxBundleBytes: number; readonly maxObjectBytes: number; readonly maxObjects: number };
export const DEFAULT_CAPS: IngestCaps = { maxBundleBytes: 256 * 1024 * 1024, maxObjectBytes: 32 * 1024 * 1024, maxObjects: 200_000 };

const TIMEOUT_MS = 180_000;

/**
 * Git's own bundle reader is passed over: it ignores `transfer.fsckObjects` for bundles (2.39) and takes whatever refs are
 * in there. Nothing of the pack is seen by a ref, a diff or a merge before every check here has passed.
 */
export const ingest = async (
  store: Store,
  caps: IngestCaps,
  input: Parameters<Repositories['ingest']>[0],
): Promise<Result<{ headSha: string }>> => {
  const { repositoryId, runId, branch, baseSha, upstreamSha = baseSha, bundle } = input;
  mustBeId(runId);
  mustBeSha(baseSha, upstreamSha);
  mustBeTaskBranch(branch);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  if (bundle.length === 0) return ok({ headSha: baseSha });
  if (bundle.length > caps.maxBundleBytes) return refused(`The result is larger than ${caps.maxBundleBytes / 1024 / 1024} MB.`);
  const header = parseBundleHeader(bundle);
  if (!header.ok) return header;
  const tip = tipOfTaskBranch(header.value, branch, baseSha, upstreamSha);
  if (!tip.ok) return tip;

  const quarantine = await mkdtemp(join(dirs.value.quarantine, `${runId}-`));
  try {
    const objects = join(quarantine, 'objects');
    await mkdir(join(objects, 'pack'), { recursive: true });
    const user = await store.reader();
    if (user) for (const dir of [quarantine, objects, join(objects, 'pack')]) await chown(dir, user.uid, user.gid);
    const checked = await checkPack(store, caps, dirs.value, objects, bundle.subarray(header.value.packOffset), tip.value, {
      baseSha,
      upstreamSha,
    });
    if (!checked.ok) return checked;
    return await promote(store, dirs.value, objects, runId, tip.value);
  } finally {
    await rm(quarantine, { recursive: true, force: true });
  }
};

const checkPack = async (
  store: Store,
  caps: IngestCaps,
  dirs: RepositoryDirs,
  objects: string,
  pack: Uint8Array,
  tip: string,
  { baseSha, upstreamSha }: { readonly baseSha: string; readonly upstreamSha: string },
): Promise<Result<void>> => {
  const env = { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: `${join(dirs.results, 'objects')}:${dirs.mirrorObjects}` };
  const options = { env, user: await store.reader(), guarded: true, timeoutMs: TIMEOUT_MS };
  const git = (args: readonly string[], input?: Uint8Array) => store.git(dirs.results, args, { ...options, input });

  const indexed = await git(
    ['index-pack', '--stdin', '--fix-thin', '--strict', '--threads=1', `--max-input-size=${caps.maxBundleBytes}`],
    pack,
  );
  if (indexed.exitCode !== 0) return refused(`The result's objects are broken or forbidden: ${visibleLine(lastWords(indexed), 300)}`);

  const type = await git(['cat-file', '-t', tip]);
  if (type.exitCode !== 0 || type.stdout.toString().trim() !== 'commit')
    return refused('The tip of the task branch is not a commit of the bundle.');
  const ancestor = await git(['merge-base', '--is-ancestor', baseSha, tip]);
  if (ancestor.exitCode !== 0) return refused('The task branch does not contain the base that the run was given.');

  // Walks everything that is new and fails on the first object that is missing.
  const walked = await git(['rev-list', '--objects', '--no-object-names', tip, '--not', baseSha, upstreamSha]);
  if (walked.exitCode !== 0) return refused(`The result is incomplete: ${visibleLine(lastWords(walked), 300)}`);
  const count = walked.stdout.toString('latin1').split('\n').length - 1;
  if (count > caps.maxObjects) return refused(`The result has ${count} new objects; ${caps.maxObjects} are allowed.`);
  const sized = await git(['cat-file', '--batch-check=%(objectname) %(objectsize)', '--buffer'], walked.stdout);
  if (sized.exitCode !== 0) return refused(`The sizes of the result's files cannot be read: ${visibleLine(lastWords(sized), 300)}`);
  for (const line of sized.stdout.toString('latin1').split('\n').filter(Boolean)) {
    const size = Number(line.split(' ')[1]);
    // Also catches «missing», which is not a number.
    if (!(size <= caps.maxObjectBytes))
      return refused(
        `The result holds a file of ${Math.ceil(size / 1024 / 1024)} MB; ${caps.maxObjectBytes / 1024 / 1024} MB are allowed.`,
      );
  }
  return ok(undefined);
};

/** The pack becomes visible with its index, so the index goes last. The same bytes make the same names: repeating is harmless. */
const promote = async (
  store: Store,
  dirs: RepositoryDirs,
  objects: string,
  runId: string,
  tip: string,
): Promise<Result<{ headSha: string }>> => {
  const target = join(dirs.results, 'objects', 'pack');
  const files = (await readdir(join(objects, 'pack'))).sort((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')));
  for (const file of files.filter((name) => !existsSync(join(target, name)))) await rename(join(objects, 'pack', file), join(target, file));
  const ref = `refs/countersign/runs/${runId}`;
  const user = await store.reader();
  const current = await store.git(dirs.results, ['rev-parse', '--verify', '--quiet', ref], { user });
  const expected = current.exitCode === 0 ? current.stdout.toString().trim() : '0'.repeat(40);
  const moved = await store.git(dirs.results, ['update-ref', ref, tip, expected], { user });
  return moved.exitCode === 0 ? ok({ headSha: tip }) : fail(failure('internal', `The result could not be recorded: ${lastWords(moved)}`));
};

const refused = (message: string): Result<never> => fail(failure('artifact_refused', message));
