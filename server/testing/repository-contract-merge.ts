import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { MergeInput, Repositories } from '../ports/repository.ts';
import { type FileMap, makeScratch, type Scratch } from './git-scratch.ts';
import { codeOf, type MakeRepositories, messageOf, must } from './repository-setting.ts';

const BRANCH = 'countersign/task-1';

export const mergeContract = (make: MakeRepositories): void => {
  let scratch: Scratch;
  let repositories: Repositories;
  let origin: string;
  let base: string;
  let number = 0;
  beforeAll(() => {
    scratch = makeScratch();
    repositories = make(join(scratch.dir, 'data'));
  });
  afterAll(() => scratch.remove());
  beforeEach(() => {
    number += 1;
    origin = scratch.makeBare(`origin-${number}.git`);
    base = scratch.commit(origin, 'main', { 'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\n', 'b.txt': 'b\n' });
  });

  const result = async (files: FileMap, runId = `run-${number}`, using = repositories): Promise<MergeInput> => {
    const repositoryId = `r-${number}`;
    must(await using.sync(repositoryId, { url: origin }));
    const agent = scratch.makeClone(origin, `agent-${number}-${runId}`, BRANCH, base);
    scratch.commit(agent, BRANCH, files, { message: `Work\n\nCountersign-Run: run-forged` });
    const bundle = scratch.bundle(agent, `${base}..refs/heads/${BRANCH}`);
    const { headSha } = must(await using.ingest({ repositoryId, runId, branch: BRANCH, baseSha: base, bundle }));
    return {
      ...{
        repositoryId,
        source: { url: origin },
        branch: 'main',
        baseSha: base,
        headSha,
        method: 'squash',
        runId,
        committedAt: 1_780_000_000,
      },
      message: `Fix it\n\nWhy.\n\nCountersign-Task: t-1\nCountersign-Run: ${runId}\nReviewed-by: Rita <rita@example.com>\n`,
      author: { name: 'OpenCode (agent)', email: 'agent@countersign.invalid' },
      committer: { name: 'Countersign', email: 'countersign@localhost' },
    };
  };
  /** As the landing stage does it: prepared anew as long as somebody else is faster. */
  const merge = async (
    input: MergeInput,
    using = repositories,
  ): Promise<Result<{ readonly sha: string; readonly alreadyMerged: boolean }>> => {
    for (;;) {
      const prepared = await using.prepareMerge(input);
      if (!prepared.ok) return prepared;
      if (prepared.value.state === 'merged') return ok({ sha: prepared.value.sha, alreadyMerged: true });
      const pushed = await using.pushMerge({ ...input, ...prepared.value });
      if (!pushed.ok) return pushed;
      if (pushed.value.outcome === 'landed') return ok({ sha: prepared.value.sha, alreadyMerged: false });
      if (pushed.value.outcome === 'not_arrived') return fail(failure('merge_rejected_by_origin', pushed.value.said));
    }
  };
  const show = (sha: string, format: string) => scratch.text(origin, ['show', '-s', `--format=${format}`, sha]);
  const file = (path: string) => scratch.text(origin, ['show', `refs/heads/main:${path}`]);
  const hook = (name: string, script: string) => {
    mkdirSync(join(origin, 'hooks'), { recursive: true });
    writeFileSync(join(origin, 'hooks', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(origin, 'hooks', name), 0o755);
  };

  it('squashes onto the branch, once', async () => {
    const input = await result({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\neight\n' });
    const merged = must(await merge(input));
    expect(merged.alreadyMerged).toBe(false);
    expect(scratch.tipOf(origin, 'main')).toBe(merged.sha);
    expect(show(merged.sha, '%P|%an|%ae|%cn|%at|%(trailers:key=Countersign-Run,valueonly,separator=)')).toBe(
      `${base}|OpenCode (agent)|agent@countersign.invalid|Countersign|1780000000|${input.runId}`,
    );
    expect(must(await merge(input))).toEqual({ sha: merged.sha, alreadyMerged: true });
    const later = scratch.commit(origin, 'main', { 'c.txt': 'c\n' });
    expect(must(await merge(input))).toEqual({ sha: merged.sha, alreadyMerged: true });
    expect(scratch.tipOf(origin, 'main')).toBe(later);
    // The mirror has the merged commit, so the next run can start from it.
    expect(must(await repositories.sync(input.repositoryId, input.source)).branches[0]?.sha).toBe(later);
  });

  it('makes a merge commit, and is not taken in by a trailer that the agent wrote', async () => {
    const input = { ...(await result({ 'new.txt': 'n\n' })), method: 'merge_commit' as const };
    const merged = must(await merge(input));
    expect(show(merged.sha, '%P')).toBe(`${base} ${input.headSha}`);
    const forged = await result({ 'other.txt': 'o\n' }, 'run-forged');
    expect(must(await merge(forged)).alreadyMerged).toBe(false);
    expect([file('new.txt'), file('other.txt')]).toEqual(['n', 'o']);
  });

  it('merges with a base that moved elsewhere, and refuses one that moved at the same place', async () => {
    const input = await result({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\neight\n' });
    scratch.commit(origin, 'main', { 'a.txt': 'one\n2\n3\n4\n5\n6\n7\n8\n', 'c.txt': 'c\n' });
    must(await merge(input));
    expect([file('a.txt'), file('c.txt')]).toEqual(['one\n2\n3\n4\n5\n6\n7\neight', 'c']);
    const clashing = await result({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\nacht\n' }, `run-${number}-b`);
    const before = scratch.tipOf(origin, 'main');
    const answer = await merge(clashing);
    expect([codeOf(answer), messageOf(answer)]).toEqual(['merge_conflict', expect.stringContaining('a.txt')]);
    expect(scratch.tipOf(origin, 'main')).toBe(before);
  });

  it('makes the commit on the branch as it is now, the same one each time, and pushes nothing', async () => {
    const input = await result({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\neight\n' });
    const agentTree = scratch.text(origin, ['rev-parse', `${base}^{tree}`]);
    const first = must(await repositories.prepareMerge(input));
    expect(first).toEqual(must(await repositories.prepareMerge(input)));
    const change = must(await repositories.readChange(input.repositoryId, base, input.headSha));
    // Nothing has moved: what would land is byte for byte what was checked.
    expect(first).toMatchObject({ state: 'ready', onto: base, treeId: change.headTree });
    expect(agentTree).toBe(change.baseTree);
    expect(scratch.tipOf(origin, 'main')).toBe(base);

    const tip = scratch.commit(origin, 'main', { 'c.txt': 'c\n' });
    const second = must(await repositories.prepareMerge(input));
    if (second.state !== 'ready') throw new Error(second.state);
    expect(second.onto).toBe(tip);
    expect(second.treeId).not.toBe(change.headTree);
    // The tree that would land can be read, compared and checked out before it is pushed; the change on it is still the same one.
    const landing = must(await repositories.readChange(input.repositoryId, tip, second.sha));
    expect([landing.headTree, landing.patchId, landing.files.map(({ path }) => path)]).toEqual([second.treeId, change.patchId, ['a.txt']]);
    expect(scratch.tipOf(origin, 'main')).toBe(tip);
  });

  it('lands nothing when the branch has moved between preparing and pushing', async () => {
    const input = await result({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\neight\n' });
    const prepared = must(await repositories.prepareMerge(input));
    if (prepared.state !== 'ready') throw new Error(prepared.state);
    const tip = scratch.commit(origin, 'main', { 'c.txt': 'c\n' });
    expect(must(await repositories.pushMerge({ ...input, ...prepared }))).toEqual({ outcome: 'moved' });
    expect(scratch.tipOf(origin, 'main')).toBe(tip);
    // Moved back is moved as well, as far as the value is another one; the same value is the same state.
    scratch.git(origin, ['update-ref', 'refs/heads/main', base]);
    expect(must(await repositories.pushMerge({ ...input, ...prepared }))).toEqual({ outcome: 'landed' });
    expect(must(await repositories.pushMerge({ ...input, ...prepared }))).toEqual({ outcome: 'landed' });
  });

  it('lands both of two merges that race', async () => {
    const other = make(join(scratch.dir, 'data-other'));
    const one = await result({ 'one.txt': '1\n' }, 'run-one');
    const two = await result({ 'two.txt': '2\n' }, 'run-two', other);
    const [first, second] = await Promise.all([merge(one), merge(two, other)]);
    expect([codeOf(first), codeOf(second)]).toEqual(['ok', 'ok']);
    expect([file('one.txt'), file('two.txt')]).toEqual(['1', '2']);
  });

  it('merges once when asked twice at once', async () => {
    const input = await result({ 'one.txt': '1\n' });
    const answers = await Promise.all([merge(input), merge(input)]);
    // Both made the same commit, and the second push found it there.
    expect(new Set(answers.map((answer) => must(answer).sha))).toEqual(new Set([scratch.tipOf(origin, 'main')]));
    expect(scratch.text(origin, ['rev-list', '--count', 'refs/heads/main'])).toBe('2');
  });

  it('says that the branch is checked out', async () => {
    const input = await result({ 'one.txt': '1\n' });
    scratch.git(origin, ['config', 'core.bare', 'false']);
    renameSync(origin, join(scratch.dir, `tree-${number}.git`));
    mkdirSync(join(scratch.dir, `tree-${number}`));
    renameSync(join(scratch.dir, `tree-${number}.git`), join(scratch.dir, `tree-${number}`, '.git'));
    const answer = await merge({ ...input, source: { url: join(scratch.dir, `tree-${number}`) } });
    expect([codeOf(answer), messageOf(answer)]).toEqual(['merge_branch_checked_out', expect.stringContaining('main')]);
  });

  it('passes on a refusal by the source', async () => {
    const input = await result({ 'one.txt': '1\n' });
    hook('pre-receive', 'echo "protected" >&2; exit 1');
    expect(codeOf(await merge(input))).toBe('merge_rejected_by_origin');
    hook('pre-receive', 'exit 0');
    hook('update', 'exit 1');
    expect(codeOf(await merge(input))).toBe('merge_rejected_by_origin');
    expect(scratch.tipOf(origin, 'main')).toBe(base);
  });

  it('asks the source when the answer to the push was lost', async () => {
    const input = await result({ 'one.txt': '1\n' });
    hook('reference-transaction', '[ "$1" = committed ] && kill -9 $PPID; exit 0');
    const merged = must(await merge(input));
    expect(scratch.tipOf(origin, 'main')).toBe(merged.sha);
    expect(must(await merge(input))).toEqual({ sha: merged.sha, alreadyMerged: true });
  });

  it('does not call it merged when the push died on its way', async () => {
    const input = await result({ 'one.txt': '1\n' });
    hook('pre-receive', 'kill -9 $PPID');
    expect(codeOf(await merge(input))).toBe('merge_rejected_by_origin');
    expect(scratch.tipOf(origin, 'main')).toBe(base);
  });

  it('says that nobody knows when the source cannot be asked', async () => {
    const input = await result({ 'one.txt': '1\n' });
    const away = `${origin}.away`;
    hook('reference-transaction', `[ "$1" = committed ] || exit 0; mv "${origin}" "${away}"; kill -9 $PPID`);
    const answer = await merge(input);
    expect([codeOf(answer), existsSync(away)]).toEqual(['merge_outcome_unknown', true]);
    // Once it can be asked again, the answer is found and nothing is merged twice.
    renameSync(away, origin);
    expect(must(await merge(input)).alreadyMerged).toBe(true);
  });

  const reverting = (input: MergeInput, sha: string, baseSha: string | null = null) => ({
    ...input,
    runId: `${input.runId}-back`,
    message: `Revert it\n\nCountersign-Reverts: ${sha}\n`,
    landed: { sha, baseSha },
  });

  it('takes back what landed, on the branch as it is now, and touches nothing of what came after', async () => {
    for (const method of ['squash', 'merge_commit'] as const) {
      const name = `${method}.txt`;
      const input = { ...(await result({ 'a.txt': null, [name]: 'n\n' }, `run-${number}-${method}`)), method };
      const { sha } = must(await merge(input));
      const tip = scratch.commit(origin, 'main', { 'later.txt': `${method}\n` });
      const made = must(await repositories.revert(reverting(input, sha)));
      expect(made.baseSha).toBe(tip);
      expect(must(await repositories.revert(reverting(input, sha)))).toEqual(made);
      expect(scratch.tipOf(origin, 'main')).toBe(tip);
      const change = must(await repositories.readChange(input.repositoryId, tip, made.headSha));
      expect(change.files.map(({ path, status }) => [path, status])).toEqual([
        ['a.txt', 'added'],
        [name, 'deleted'],
      ]);
      expect(change.commits).toHaveLength(1);
      // It is an artifact like any other: it can be landed.
      const back = must(
        await merge({ ...input, ...made, runId: `${input.runId}-back`, message: `Back\n\nCountersign-Run: ${input.runId}-back\n` }),
      );
      expect(scratch.tipOf(origin, 'main')).toBe(back.sha);
      expect(file('a.txt')).toBe('1\n2\n3\n4\n5\n6\n7\n8');
      // Once it is taken back there is nothing left to take back.
      expect(codeOf(await repositories.revert(reverting(input, sha)))).toBe('revert_not_there');
    }
  });

  it('takes back several commits that somebody put on the branch as they were', async () => {
    const input = await result({ 'one.txt': '1\n' });
    scratch.git(origin, ['fetch', '--quiet', join(scratch.dir, `agent-${number}-${input.runId}`), `${BRANCH}:${BRANCH}`]);
    const head = scratch.commit(origin, BRANCH, { 'two.txt': '2\n' });
    scratch.git(origin, ['update-ref', 'refs/heads/main', head]);
    const made = must(await repositories.revert(reverting(input, head, base)));
    const change = must(await repositories.readChange(input.repositoryId, made.baseSha, made.headSha));
    expect(change.files.map(({ path }) => path)).toEqual(['one.txt', 'two.txt']);
  });

  it('says where a revert conflicts, and when the commit is not on the branch', async () => {
    const input = await result({ 'a.txt': 'one\n2\n3\n4\n5\n6\n7\n8\n' });
    const { sha } = must(await merge(input));
    scratch.commit(origin, 'main', { 'a.txt': 'uno\n2\n3\n4\n5\n6\n7\n8\n' });
    const answer = await repositories.revert(reverting(input, sha));
    expect([codeOf(answer), messageOf(answer)]).toEqual(['revert_conflict', expect.stringContaining('a.txt')]);
    scratch.git(origin, ['update-ref', 'refs/heads/main', base]);
    for (const gone of [sha, '0'.repeat(40), 'not a commit', `--output=${scratch.dir}/x`])
      expect(codeOf(await repositories.revert(reverting(input, gone)))).toBe('revert_not_there');
  });

  it('refuses a branch that is gone', async () => {
    const input = await result({ 'one.txt': '1\n' });
    scratch.git(origin, ['update-ref', 'refs/heads/other', 'refs/heads/main']);
    scratch.git(origin, ['update-ref', '-d', 'refs/heads/main']);
    expect(codeOf(await merge(input))).toBe('repository_unborn_branch');
  });
};
