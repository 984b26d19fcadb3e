import { createHash } from 'node:crypto';
import { joinCounts, parseNumstat, parseRaw, type RawEntry, splitNul } from '../../domain/artifact/diff.ts';
import type { Change, ChangedFile, Commit } from '../../domain/artifact/manifest.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { mustBeSha } from './run-git.ts';
import { lastWords } from './run-program.ts';
import type { RepositoryDirs, Store } from './store.ts';

/** A diff larger than this has no patch id of git's; the digest of its file list stands in. */
const MAX_DIFF_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

export const DIFF_TREE: readonly string[] = [
  'diff-tree',
  '-r',
  '-M',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--ignore-submodules=none',
];

export const readChange = async (store: Store, repositoryId: string, baseSha: string, headSha: string): Promise<Result<Change>> => {
  mustBeSha(baseSha, headSha);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const baseTree = await treeOf(store, dirs.value, baseSha);
  if (!baseTree.ok) return baseTree;
  const headTree = await treeOf(store, dirs.value, headSha);
  if (!headTree.ok) return headTree;
  const files = await readFiles(store, dirs.value, baseSha, headSha);
  if (!files.ok) return files;
  const commits = await readCommits(store, dirs.value, baseSha, headSha);
  if (!commits.ok) return commits;
  const patchId = await readPatchId(store, dirs.value, baseSha, headSha, files.value);
  if (!patchId.ok) return patchId;
  return ok({
    baseSha,
    headSha,
    baseTree: baseTree.value,
    headTree: headTree.value,
    patchId: patchId.value,
    commits: commits.value,
    files: files.value,
  });
};

export const treeOf = async (store: Store, dirs: RepositoryDirs, treeish: string): Promise<Result<string>> => {
  const ran = await store.git(dirs.results, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${treeish}^{tree}`], {
    user: await store.reader(),
  });
  return ran.exitCode === 0
    ? ok(ran.stdout.toString().trim())
    : fail(failure('not_found', `The commit ${treeish.slice(0, 12)} is not in this worker's copy of the repository.`));
};

export const readEntries = async (
  store: Store,
  dirs: RepositoryDirs,
  baseSha: string,
  headSha: string,
): Promise<Result<readonly RawEntry[]>> => {
  const ran = await store.git(dirs.results, [...DIFF_TREE, '--raw', '-z', '--no-abbrev', baseSha, headSha], await bounds(store));
  const entries = ran.exitCode === 0 ? parseRaw(ran.stdout) : null;
  return entries ? ok(entries) : fail(failure('artifact_refused', `The changed files cannot be listed: ${lastWords(ran)}`));
};

export const readFiles = async (
  store: Store,
  dirs: RepositoryDirs,
  baseSha: string,
  headSha: string,
): Promise<Result<readonly ChangedFile[]>> => {
  const entries = await readEntries(store, dirs, baseSha, headSha);
  if (!entries.ok) return entries;
  // Not `--text`: whether a file is binary is asked here. An attribute cannot hide lines, because none are read in a bare repository without a HEAD.
  const ran = await store.git(dirs.results, [...DIFF_TREE, '--numstat', '-z', baseSha, headSha], await bounds(store));
  const counts = ran.exitCode === 0 ? parseNumstat(ran.stdout) : null;
  const files = counts && joinCounts(entries.value, counts);
  return files ? ok(files) : fail(failure('artifact_refused', `The changed lines cannot be counted: ${lastWords(ran)}`));
};

const readCommits = async (store: Store, dirs: RepositoryDirs, baseSha: string, headSha: string): Promise<Result<readonly Commit[]>> => {
  const format = '--format=%H%x00%P%x00%an%x00%ae%x00%s';
  const ran = await store.git(
    dirs.results,
    ['log', '-z', '--no-show-signature', '--topo-order', '--reverse', format, `${baseSha}..${headSha}`, '--'],
    await bounds(store),
  );
  const fields =
    ran.exitCode === 0
      ? splitNul(ran.stdout.length > 0 && ran.stdout.at(-1) !== 0 ? Buffer.concat([ran.stdout, Buffer.of(0)]) : ran.stdout)
      : null;
  if (!fields || fields.length % 5 !== 0) return fail(failure('artifact_refused', `The commits cannot be listed: ${lastWords(ran)}`));
  const text = fields.map((field) => new TextDecoder().decode(field));
  const commits: Commit[] = [];
  for (let at = 0; at < text.length; at += 5) {
    const [sha = '', parents = '', authorName = '', authorEmail = '', subject = ''] = text.slice(at, at + 5);
    commits.push({ sha, subject, authorName, authorEmail, parents: parents.split(' ').filter(Boolean).length });
  }
  return ok(commits);
};

const readPatchId = async (
  store: Store,
  dirs: RepositoryDirs,
  baseSha: string,
  headSha: string,
  files: readonly ChangedFile[],
): Promise<Result<string>> => {
  if (files.length === 0) return ok('');
  const options = await bounds(store);
  // Full ids stand for the content of binary files, so that another binary has another patch id.
  const diff = await store.git(
    dirs.results,
    ['diff-tree', '-r', '-p', '--full-index', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', baseSha, headSha],
    options,
  );
  if (diff.exitCode === 0) {
    const ran = await store.git(dirs.results, ['patch-id', '--stable'], { ...options, input: diff.stdout });
    const id = ran.stdout.toString('latin1').slice(0, 40);
    if (ran.exitCode === 0 && /^[0-9a-f]{40}$/.test(id)) return ok(id);
  } else if (!diff.truncated && !diff.timedOut) {
    return fail(failure('artifact_refused', `The change cannot be read: ${lastWords(diff)}`));
  }
  const hash = createHash('sha256');
  for (const file of files) hash.update(JSON.stringify([file.path, file.oldPath, file.oldMode, file.newMode, file.oldOid, file.newOid]));
  return ok(`files-${hash.digest('hex')}`);
};

const bounds = async (store: Store) => ({ user: await store.reader(), guarded: true, timeoutMs: TIMEOUT_MS, maxBytes: MAX_DIFF_BYTES });
