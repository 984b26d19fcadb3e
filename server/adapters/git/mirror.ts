import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CheckedSource, checkSource } from '../../domain/repository/source.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { visibleLine } from '../../domain/shared/visible.ts';
import type { Branch, Source, SourceFacts } from '../../ports/repository.ts';
import { type Contact, type OperatorEnv, openContact } from './contact.ts';
import { FIXED_CONFIG, isSha } from './run-git.ts';
import { lastWords, type Ran, runProgram } from './run-program.ts';
import type { RepositoryDirs, Store } from './store.ts';

const PROBE_TIMEOUT_MS = 30_000;
const FETCH_TIMEOUT_MS = 15 * 60_000;
const MAX_BRANCHES = 5_000;
const FETCH_ATTEMPTS = 5;

/** Opens the way to a source, works, and closes it whatever happens. */
export const withContact = async <T>(
  source: Source,
  operator: OperatorEnv,
  work: (contact: Contact, checked: CheckedSource) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const checked = checkSource(source.url);
  if (!checked.ok) return checked;
  const contact = await openContact(checked.value, operator);
  if (!contact.ok) return contact;
  try {
    return await work(contact.value, checked.value);
  } finally {
    await contact.value.end();
  }
};

export const probe = (source: Source, operator: OperatorEnv): Promise<Result<SourceFacts>> =>
  withContact(source, operator, (contact, checked) => listBranches(contact, checked));

/** Everything that the source has under `refs/heads/*`, and nothing else: tags and pull request refs are not ours to keep. */
export const sync = (store: Store, repositoryId: string, source: Source, operator: OperatorEnv): Promise<Result<SourceFacts>> =>
  withContact(source, operator, async (contact, checked) => {
    const listed = await listBranches(contact, checked);
    if (!listed.ok) return listed;
    const prepared = await store.prepare(repositoryId);
    if (!prepared.ok) return prepared;
    const { mirror } = prepared.value;
    const options = [
      '--quiet',
      '--prune',
      '--force',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
      '--no-recurse-submodules',
      '--update-shallow',
    ];
    const args = [
      `--git-dir=${mirror}`,
      ...FIXED_CONFIG,
      'fetch',
      ...options,
      ...contact.fetchOptions,
      '--',
      contact.address,
      '+refs/heads/*:refs/heads/*',
    ];
    const fetched = await fetchPatiently(() => runProgram('git', args, { env: contact.env, timeoutMs: FETCH_TIMEOUT_MS }));
    if (fetched.exitCode !== 0)
      return fail(failure('repository_unreachable', `The repository could not be fetched: ${visibleLine(lastWords(fetched), 300)}`));
    const { defaultBranch } = listed.value;
    if (defaultBranch !== null) await store.git(mirror, ['symbolic-ref', 'HEAD', `refs/heads/${defaultBranch}`]);
    // Speeds up history questions on large repositories; without it they are only slower.
    await store.git(mirror, ['commit-graph', 'write', '--reachable', '--split', '--no-progress'], { timeoutMs: FETCH_TIMEOUT_MS });
    return mirroredBranches(store, prepared.value, defaultBranch);
  });

/**
 * The source has just answered, so a fetch that fails has mostly met another worker process which fetches into the same mirror
 * (git then refuses to move a ref that has moved already). The next attempt starts from what is there.
 */
const fetchPatiently = async (fetch: () => Promise<Ran>): Promise<Ran> => {
  for (let attempt = 1; ; attempt += 1) {
    const fetched = await fetch();
    if (fetched.exitCode === 0 || fetched.timedOut || attempt === FETCH_ATTEMPTS) return fetched;
    await sleep(attempt * (50 + Math.random() * 100));
  }
};

const mirroredBranches = async (store: Store, dirs: RepositoryDirs, defaultBranch: string | null): Promise<Result<SourceFacts>> => {
  const refs = await store.git(dirs.mirror, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/']);
  if (refs.exitCode !== 0) return fail(failure('internal', `The mirror's branches could not be listed: ${lastWords(refs)}`));
  const branches = refs.stdout
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ sha: line.slice(0, 40), name: line.slice('refs/heads/'.length + 41) }));
  return ok({ branches, defaultBranch: branches.some(({ name }) => name === defaultBranch) ? defaultBranch : null });
};

const listBranches = async (contact: Contact, source: CheckedSource): Promise<Result<SourceFacts>> => {
  const args = [
    ...FIXED_CONFIG,
    'ls-remote',
    '--quiet',
    '--symref',
    ...contact.fetchOptions,
    '--',
    contact.address,
    'HEAD',
    'refs/heads/*',
  ];
  const ran = await runProgram('git', args, { env: contact.env, timeoutMs: PROBE_TIMEOUT_MS });
  if (ran.exitCode !== 0) return fail(await whyNot(ran, source));
  let defaultBranch: string | null = null;
  const branches: Branch[] = [];
  for (const line of ran.stdout.toString('utf8').split('\n')) {
    const [what = '', name = ''] = line.split('\t');
    if (name === 'HEAD' && what.startsWith('ref: refs/heads/')) defaultBranch = what.slice('ref: refs/heads/'.length);
    else if (name.startsWith('refs/heads/') && isSha(what)) branches.push({ name: name.slice('refs/heads/'.length), sha: what });
    else if (/^[0-9a-f]{64}$/.test(what))
      return fail(failure('repository_source_refused', 'The repository uses SHA-256 object names, which are not supported.'));
  }
  if (branches.length === 0) return fail(failure('repository_empty', 'The repository was reached, and it has no commits on any branch.'));
  if (branches.length > MAX_BRANCHES)
    return fail(failure('repository_source_refused', `The repository has more than ${MAX_BRANCHES} branches.`));
  // A HEAD that points at a branch without commits is no default: a person chooses.
  return ok({ branches, defaultBranch: branches.some(({ name }) => name === defaultBranch) ? defaultBranch : null });
};

const whyNot = async (ran: Ran, source: CheckedSource) => {
  const said = visibleLine(lastWords(ran), 300);
  if (ran.timedOut) return failure('repository_unreachable', `The repository did not answer within ${PROBE_TIMEOUT_MS / 1000} seconds.`);
  if (source.kind === 'local') {
    const { path } = source;
    const looksLikeGit = existsSync(join(path, '.git')) || (existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects')));
    return looksLikeGit
      ? failure('repository_unreachable', `The repository at ${path} cannot be read: ${said}`)
      : failure('repository_not_git', `There is no git repository at ${path}.`);
  }
  if (source.kind === 'https')
    return (await askServer(source.address)) ?? failure('repository_unreachable', `${source.host} was asked and git reports: ${said}`);
  return failure('repository_unreachable', `${source.host} could not be reached over ssh, or did not let the worker in: ${said}`);
};

/** Git ends with the same code whether a host is down, wants a password or has no such repository; the HTTP status tells. */
const askServer = async (address: string) => {
  try {
    const url = `${address.replace(/\/+$/, '')}/info/refs?service=git-upload-pack`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    await answer.body?.cancel();
    if (answer.status === 401 || answer.status === 403) {
      return failure(
        'repository_unreachable',
        'The server wants credentials that the worker does not have, or there is no such repository.',
      );
    }
    const isGit = answer.headers.get('content-type')?.includes('git-upload-pack') ?? false;
    if (answer.status === 404 || (answer.ok && !isGit))
      return failure('repository_not_git', 'The server was reached, and there is no git repository at this address.');
  } catch {
    // Not reachable this way either: git's own words are used.
  }
  return null;
};
