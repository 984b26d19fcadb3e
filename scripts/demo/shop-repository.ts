import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * `tree/` holds the shop's files as they are now; `early/NN/` holds how a file looked at commit NN when it looked different.
 * `history.json` says which files each commit brings. Everything is fixed, so the commit ids are the same on every machine.
 */
const SHOP_DIR = resolve(import.meta.dirname, '../../demo/shop');
const STAMP_FILE = 'countersign-demo.json';

type Person = { readonly name: string; readonly email: string };
type History = {
  readonly authors: Readonly<Record<string, Person>>;
  readonly commits: readonly {
    readonly author: string;
    readonly date: string;
    readonly subject: string;
    readonly body?: string;
    readonly files: readonly string[];
  }[];
};
type Stamp = { readonly inputs: string; readonly baseSha: string };

export type ShopRepository = {
  /** Absolute path of the bare repository. */
  readonly path: string;
  /** The last commit of the made history, where the checkout bug is. `main` may have moved on since. */
  readonly baseSha: string;
  /** False when the repository was there already, from the same inputs. */
  readonly created: boolean;
};

/**
 * Makes the demo shop's bare repository at `dir`, with its history, or finds it made already. `rewind` puts `main` back to
 * the commit with the bug, so that a demo which merged the fix can be shown again.
 */
export async function makeShopRepository(dir: string, options: { readonly rewind?: boolean } = {}): Promise<ShopRepository> {
  const path = resolve(dir);
  const inputs = await inputsDigest();
  const stamp = await readStamp(path);
  if (stamp?.inputs === inputs) {
    if (options.rewind) await git(path, ['update-ref', 'refs/heads/main', stamp.baseSha]);
    return { path, baseSha: stamp.baseSha, created: false };
  }
  const fresh = `${path}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  await git(dirname(path), ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', fresh]);
  await git(fresh, ['fast-import', '--quiet'], await historyStream());
  const baseSha = (await git(fresh, ['rev-parse', '--verify', 'refs/heads/main'])).trim();
  await writeFile(join(fresh, STAMP_FILE), `${JSON.stringify({ inputs, baseSha } satisfies Stamp)}\n`);
  await rm(path, { recursive: true, force: true });
  await rename(fresh, path);
  return { path, baseSha, created: true };
}

async function historyStream(): Promise<Buffer> {
  const history = JSON.parse(await readFile(join(SHOP_DIR, 'history.json'), 'utf8')) as History;
  const parts: Buffer[] = [];
  const say = (text: string) => parts.push(Buffer.from(text));
  const data = (bytes: Buffer) => {
    say(`data ${bytes.length}\n`);
    parts.push(bytes, Buffer.from('\n'));
  };
  for (const [index, commit] of history.commits.entries()) {
    const author = history.authors[commit.author];
    if (!author) throw new Error(`history.json: commit ${index + 1} names an unknown author`);
    const who = `${author.name} <${author.email}> ${Math.floor(Date.parse(commit.date) / 1000)} +0000`;
    say(`commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n`);
    data(Buffer.from(commit.body ? `${commit.subject}\n\n${commit.body}\n` : `${commit.subject}\n`));
    for (const file of commit.files) {
      say(`M 100644 inline ${file}\n`);
      data(await fileAt(index + 1, file));
    }
    say('\n');
  }
  return Buffer.concat(parts);
}

async function fileAt(commit: number, file: string): Promise<Buffer> {
  const early = join(SHOP_DIR, 'early', String(commit).padStart(2, '0'), file);
  return readFile(existsSync(early) ? early : join(SHOP_DIR, 'tree', file));
}

async function inputsDigest(): Promise<string> {
  const entries = await readdir(SHOP_DIR, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(SHOP_DIR, join(entry.parentPath, entry.name)));
  const hash = createHash('sha256');
  for (const file of files.sort())
    hash.update(`${file}\0`).update(
      createHash('sha256')
        .update(await readFile(join(SHOP_DIR, file)))
        .digest(),
    );
  return hash.digest('hex');
}

async function readStamp(path: string): Promise<Stamp | null> {
  try {
    return JSON.parse(await readFile(join(path, STAMP_FILE), 'utf8')) as Stamp;
  } catch {
    return null;
  }
}

/** The configuration of whoever runs the demo must not change the commits, so none is read. */
function git(cwd: string, args: readonly string[], input?: Buffer): Promise<string> {
  return new Promise((done, failed) => {
    const env = { PATH: process.env.PATH, LC_ALL: 'C', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    const safe = ['-c', `safe.directory=${cwd}`];
    const child = spawn('git', [...safe, ...args], { cwd, env: env as unknown as NodeJS.ProcessEnv, stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done(Buffer.concat(output).toString('utf8'));
      else failed(new Error(`git ${args[0]} ended with ${code}: ${Buffer.concat(errors).toString('utf8').trim()}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
