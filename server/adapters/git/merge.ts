import { splitNul } from '../../domain/artifact/diff.ts';
import { decodePath } from '../../domain/artifact/path-bytes.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import { listed, visibleLine } from '../../domain/shared/visible.ts';
import type { MergeInput, PreparedMerge, Pushed, PushInput } from '../../ports/repository.ts';
import { commitTree } from './commit-tree.ts';
import type { OperatorEnv } from './contact.ts';
import { sync } from './mirror.ts';
import { pushCommit } from './push.ts';
import { BRANCH_NAME, mustBeSha } from './run-git.ts';
import { lastWords } from './run-program.ts';
import type { RepositoryDirs, Store } from './store.ts';

const TRAILER = 'Countersign-Run';
/** More names of files than these help nobody. */
const MAX_CONFLICTS = 50;

/** Call it under the repository's lock. It starts from what the source says now, so repeating it is harmless. */
export const prepareMerge = async (store: Store, operator: OperatorEnv, input: MergeInput): Promise<Result<PreparedMerge>> => {
  mustBeSha(input.baseSha, input.headSha);
  if (!input.message.split('\n').includes(`${TRAILER}: ${input.runId}`)) throw new Error(`the merge message lacks its ${TRAILER} trailer`);
  const { repositoryId, source, branch } = input;
  const synced = await sync(store, repositoryId, source, operator);
  if (!synced.ok) return synced;
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const onto = synced.value.branches.find(({ name }) => name === branch)?.sha;
  if (!onto) return fail(failure('repository_unborn_branch', `The repository has no branch ${visibleLine(branch)} any more.`));
  const there = await findMerged(store, dirs.value, input, onto);
  if (!there.ok) return there;
  if (there.value) return ok({ state: 'merged', sha: there.value });
  const made = await makeCommit(store, dirs.value, input, onto);
  return made.ok ? ok({ state: 'ready', onto, ...made.value }) : made;
};

/** Call it under the repository's lock. Whenever the answer is not a plain yes or no the source is asked. */
export const pushMerge = async (store: Store, operator: OperatorEnv, input: PushInput): Promise<Result<Pushed>> => {
  const { repositoryId, source, branch, onto, sha } = input;
  mustBeSha(onto, sha);
  const dirs = store.find(repositoryId);
  if (!dirs.ok) return dirs;
  const pushed = await pushCommit(dirs.value, operator, { source, branch, onto, sha });
  if (pushed.outcome === 'refused') return fail(pushed.failure);
  // After an accepted push it is only so that the next run starts from it, whatever becomes of this.
  const after = await sync(store, repositoryId, source, operator);
  if (pushed.outcome === 'accepted') return ok({ outcome: 'landed' });
  if (!after.ok) {
    if (pushed.outcome === 'moved') return after;
    return fail(
      failure(
        'merge_outcome_unknown',
        `The connection broke while pushing to ${branch} (${pushed.said}), and the repository cannot be asked now: ${after.failure.message}`,
        { sha, branch },
      ),
    );
  }
  const tip = after.value.branches.find(({ name }) => name === branch)?.sha;
  if (tip && (await isAncestor(store, dirs.value, sha, tip))) return ok({ outcome: 'landed' });
  return ok(pushed.outcome === 'unheard' && tip === onto ? { outcome: 'not_arrived', said: pushed.said } : { outcome: 'moved' });
};

/** Only the branch's own line counts: commits that came in on a second parent are the agent's and may claim anything. */
const findMerged = async (store: Store, dirs: RepositoryDirs, input: MergeInput, onto: string): Promise<Result<string | null>> => {
  const format = `--format=%H%x00%(trailers:key=${TRAILER},valueonly=true,separator=%x0a)%x00`;
  const ran = await store.git(dirs.results, ['log', '--first-parent', format, `${input.baseSha}..${onto}`, '--'], {
    user: await store.reader(),
  });
  const fields = ran.exitCode === 0 ? splitNul(ran.stdout.subarray(0, ran.stdout.lastIndexOf(0) + 1)) : null;
  if (!fields) return fail(failure('internal', `The history of ${input.branch} cannot be read: ${lastWords(ran)}`));
  const text = fields.map((field) => new TextDecoder().decode(field).trim());
  for (let at = 0; at + 1 < text.length; at += 2) {
    if (text[at + 1]?.split('\n').includes(input.runId)) return ok(text[at] ?? null);
  }
  // Someone merged the branch by hand.
  return ok((await isAncestor(store, dirs, input.headSha, onto)) ? input.headSha : null);
};

const makeCommit = async (
  store: Store,
  dirs: RepositoryDirs,
  input: MergeInput,
  onto: string,
): Promise<Result<{ readonly sha: string; readonly treeId: string }>> => {
  const { headSha, method } = input;
  const options = { user: await store.reader(), guarded: true };
  const merged = await store.git(
    dirs.results,
    ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', onto, headSha],
    options,
  );
  const [tree, ...conflicts] = splitNul(merged.stdout)?.map(decodePath) ?? [];
  if (merged.exitCode === 1 && conflicts.length > 0) {
    const names = [...new Set(conflicts.filter(Boolean))];
    return fail(
      failure('merge_conflict', `The branch ${input.branch} has moved on, and both sides changed ${listed(names, 5)}.`, {
        branch: input.branch,
        onto,
        paths: JSON.stringify(names.slice(0, MAX_CONFLICTS)),
      }),
    );
  }
  if (merged.exitCode !== 0 || !tree || !/^[0-9a-f]{40}$/.test(tree)) {
    const isOld = merged.exitCode === 129;
    return fail(
      failure(
        'internal',
        isOld
          ? 'Merging needs git 2.38 or newer on the worker machine.'
          : `The merge cannot be made: ${visibleLine(lastWords(merged), 300)}`,
      ),
    );
  }
  const committed = await commitTree(store, dirs, tree, method === 'squash' ? [onto] : [onto, headSha], input);
  return committed.ok ? ok({ sha: committed.value, treeId: tree }) : committed;
};

const isAncestor = async (store: Store, dirs: RepositoryDirs, sha: string, tip: string): Promise<boolean> =>
  (await store.git(dirs.results, ['merge-base', '--is-ancestor', sha, tip], { user: await store.reader() })).exitCode === 0;

export const mustBeMergeBranch = (branch: string): Result<void> =>
  BRANCH_NAME.test(branch)
    ? ok(undefined)
    : fail(failure('invalid_input', `The branch name ${visibleLine(branch)} cannot be merged into.`));
