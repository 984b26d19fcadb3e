import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENV = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Tess Ting',
  GIT_AUTHOR_EMAIL: 'tess@example.com',
  GIT_COMMITTER_NAME: 'Tess Ting',
  GIT_COMMITTER_EMAIL: 'tess@example.com',
};

export type FileMap = Readonly<
  Record<string, string | Uint8Array | { readonly mode: string; readonly content: string | Uint8Array } | null>
>;

/** Real repositories in a temporary directory, written by plumbing, so that hostile content needs no hostile file system. */
export const makeScratch = () => {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  // The option alone does not reach the server side of a fetch.
  const config = join(dir, 'gitconfig');
  writeFileSync(config, '[safe]\n\tdirectory = *\n');
  const base = { ...ENV, GIT_CONFIG_GLOBAL: config };
  const git = (repository: string, args: readonly string[], input?: string | Uint8Array, env: Record<string, string> = {}): Buffer =>
    execFileSync('git', [`--git-dir=${repository}`, ...args], {
      env: { ...base, ...env } as unknown as NodeJS.ProcessEnv,
      input,
      maxBuffer: 512 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const text = (repository: string, args: readonly string[], input?: string | Uint8Array): string =>
    git(repository, args, input).toString('utf8').trim();

  const makeBare = (name: string, branch = 'main'): string => {
    const path = join(dir, name);
    execFileSync('git', ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`, path], {
      env: base as unknown as NodeJS.ProcessEnv,
    });
    return path;
  };

  /** A commit on `branch` that changes files of its parent (the branch's tip unless said otherwise). Null deletes. */
  const commit = (
    repository: string,
    branch: string,
    files: FileMap,
    options: { message?: string; parent?: string | null } = {},
  ): string => {
    const index = join(dir, `index-${Math.random().toString(36).slice(2)}`);
    const parent = options.parent === undefined ? tipOf(repository, branch) : options.parent;
    if (parent) git(repository, ['read-tree', parent], undefined, { GIT_INDEX_FILE: index });
    const lines: Buffer[] = [];
    for (const [path, file] of Object.entries(files)) {
      const entry = file !== null && typeof file === 'object' && 'mode' in file ? file : { mode: '100644', content: file ?? '' };
      const oid =
        file === null
          ? '0'.repeat(40)
          : entry.mode === '160000'
            ? String(entry.content)
            : text(repository, ['hash-object', '-w', '--stdin'], entry.content);
      lines.push(Buffer.from(`${file === null ? '0' : entry.mode} ${oid}\t`), Buffer.from(path, 'utf8'), Buffer.of(0));
    }
    git(repository, ['update-index', '-z', '--index-info'], Buffer.concat(lines), { GIT_INDEX_FILE: index });
    const tree = git(repository, ['write-tree'], undefined, { GIT_INDEX_FILE: index }).toString().trim();
    return commitTree(repository, branch, tree, parent ? [parent] : [], options.message);
  };

  const commitTree = (repository: string, branch: string, tree: string, parents: readonly string[], message = 'Change files'): string => {
    const sha = text(repository, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], message);
    git(repository, ['update-ref', `refs/heads/${branch}`, sha]);
    return sha;
  };

  const tipOf = (repository: string, branch: string): string | null => {
    try {
      return text(repository, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
    } catch {
      return null;
    }
  };

  /** What an agent's container has: a copy of the origin in which the task branch starts at `base`. */
  const makeClone = (origin: string, name: string, branch: string, base: string): string => {
    const path = makeBare(name);
    git(path, ['fetch', '--quiet', origin, '+refs/*:refs/*']);
    git(path, ['update-ref', `refs/heads/${branch}`, base]);
    return path;
  };

  const bundle = (repository: string, ...revisions: readonly string[]): Uint8Array => {
    const bytes = git(repository, ['bundle', 'create', '--quiet', '--version=2', '-', ...revisions]);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };

  return {
    dir,
    git,
    text,
    makeBare,
    commit,
    commitTree,
    tipOf,
    makeClone,
    bundle,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
};

export type Scratch = ReturnType<typeof makeScratch>;
