import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
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
  const show = (sha: string, format: string) => scratch.text(origin, ['show', '-s', `--format=${format}`, sha]);
  const file = (path: string) => scratch.text(origin, ['show', `refs/heads/main:${path}`]);
  const hook = (name: string, script: string) => {
    mkdirSync(join(origin, 'hooks'), { recursive: true });
    writeFileSync(join(origin, 'hooks', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(origin, 'hooks', name), 0o755);
  };

  it('squashes onto the branch, once', async () => {
    const input = await result({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\neight\n' });
    const merged = must(await repositories.merge(input));
    expect(merged.alreadyMerged).toBe(false);
    expect(scratch.tipOf(origin, 'main')).toBe(merged.sha);
    expect(show(merged.sha, '%P|%an|%ae|%cn|%at|%(trailers:key=Countersign-Run,valueonly,separator=)')).toBe(
      `${base}|OpenCode (agent)|agent@countersign.invalid|Countersign|1780000000|${input.runId}`,
    );
    expect(must(await repositories.merge(input))).toEqual({ sha: merged.sha, alreadyMerged: true });
    const later = scratch.commit(origin, 'main', { 'c.txt': 'c\n' });
    expect(must(await repositories.merge(input))).toEqual({ sha: merged.sha, alreadyMerged: true });
    expect(scratch.tipOf(origin, 'main')).toBe(later);
    // The mirror has the merged commit, so the next run can start from it.
    expect(must(await repositories.sync(input.repositoryId, input.source)).branches[0]?.sha).toBe(later);
  });

  it('makes a merge commit, and is not taken in by a trailer that the agent wrote', async () => {
    const input = { ...(await result({ 'new.txt': 'n\n' })), method: 'merge_commit' as const };
    const merged = must(await repositories.merge(input));
    expect(show(merged.sha, '%P')).toBe(`${base} ${input.headSha}`);
    const forged = await result({ 'other.txt': 'o\n' }, 'run-forged');
    expect(must(await repositories.merge(forged)).alreadyMerged).toBe(false);
    expect([file('new.txt'), file('other.txt')]).toEqual(['n', 'o']);
  });

  it('merges with a base that moved elsewhere, and refuses one that moved at the same place', async () => {
    const input = await result({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\neight\n' });
    scratch.commit(origin, 'main', { 'a.txt': 'one\n2\n3\n4\n5\n6\n7\n8\n', 'c.txt': 'c\n' });
    must(await repositories.merge(input));
    expect([file('a.txt'), file('c.txt')]).toEqual(['one\n2\n3\n4\n5\n6\n7\neight', 'c']);
    const clashing = await result({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\nacht\n' }, `run-${number}-b`);
    const before = scratch.tipOf(origin, 'main');
    const answer = await repositories.merge(clashing);
    expect([codeOf(answer), messageOf(answer)]).toEqual(['merge_conflict', expect.stringContaining('a.txt')]);
    expect(scratch.tipOf(origin, 'main')).toBe(before);
  });

  it('lands both of two merges that race', async () => {
    const other = make(join(scratch.dir, 'data-other'));
    const one = await result({ 'one.txt': '1\n' }, 'run-one');
    const two = await result({ 'two.txt': '2\n' }, 'run-two', other);
    const [first, second] = await Promise.all([repositories.merge(one), other.merge(two)]);
    expect([codeOf(first), codeOf(second)]).toEqual(['ok', 'ok']);
    expect([file('one.txt'), file('two.txt')]).toEqual(['1', '2']);
  });

  it('merges once when asked twice at once', async () => {
    const input = await result({ 'one.txt': '1\n' });
    const answers = await Promise.all([repositories.merge(input), repositories.merge(input)]);
    expect(answers.map((answer) => must(answer).alreadyMerged).sort()).toEqual([false, true]);
    expect(scratch.text(origin, ['rev-list', '--count', 'refs/heads/main'])).toBe('2');
  });

  it('says that the branch is checked out', async () => {
    const input = await result({ 'one.txt': '1\n' });
    scratch.git(origin, ['config', 'core.bare', 'false']);
    renameSync(origin, join(scratch.dir, `tree-${number}.git`));
    mkdirSync(join(scratch.dir, `tree-${number}`));
    renameSync(join(scratch.dir, `tree-${number}.git`), join(scratch.dir, `tree-${number}`, '.git'));
    const answer = await repositories.merge({ ...input, source: { url: join(scratch.dir, `tree-${number}`) } });
    expect([codeOf(answer), messageOf(answer)]).toEqual(['merge_branch_checked_out', expect.stringContaining('main')]);
  });

  it('passes on a refusal by the source', async () => {
    const input = await result({ 'one.txt': '1\n' });
    hook('pre-receive', 'echo "protected" >&2; exit 1');
    expect(codeOf(await repositories.merge(input))).toBe('merge_rejected_by_origin');
    hook('pre-receive', 'exit 0');
    hook('update', 'exit 1');
    expect(codeOf(await repositories.merge(input))).toBe('merge_rejected_by_origin');
    expect(scratch.tipOf(origin, 'main')).toBe(base);
  });

  it('asks the source when the answer to the push was lost', async () => {
    const input = await result({ 'one.txt': '1\n' });
    hook('reference-transaction', '[ "$1" = committed ] && kill -9 $PPID; exit 0');
    const merged = must(await repositories.merge(input));
    expect(scratch.tipOf(origin, 'main')).toBe(merged.sha);
    expect(must(await repositories.merge(input))).toEqual({ sha: merged.sha, alreadyMerged: true });
  });

  it('does not call it merged when the push died on its way', async () => {
    const input = await result({ 'one.txt': '1\n' });
    hook('pre-receive', 'kill -9 $PPID');
    expect(codeOf(await repositories.merge(input))).toBe('merge_rejected_by_origin');
    expect(scratch.tipOf(origin, 'main')).toBe(base);
  });

  it('says that nobody knows when the source cannot be asked', async () => {
    const input = await result({ 'one.txt': '1\n' });
    const away = `${origin}.away`;
    hook('reference-transaction', `[ "$1" = committed ] || exit 0; mv "${origin}" "${away}"; kill -9 $PPID`);
    const answer = await repositories.merge(input);
    expect([codeOf(answer), existsSync(away)]).toEqual(['merge_outcome_unknown', true]);
    // Once it can be asked again, the answer is found and nothing is merged twice.
    renameSync(away, origin);
    expect(must(await repositories.merge(input)).alreadyMerged).toBe(true);
  });

  it('refuses a branch that is gone', async () => {
    const input = await result({ 'one.txt': '1\n' });
    scratch.git(origin, ['update-ref', 'refs/heads/other', 'refs/heads/main']);
    scratch.git(origin, ['update-ref', '-d', 'refs/heads/main']);
    expect(codeOf(await repositories.merge(input))).toBe('repository_unborn_branch');
  });
};
