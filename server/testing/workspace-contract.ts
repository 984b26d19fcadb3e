import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Repositories } from '../ports/repository.ts';
import type { Workspace, Workspaces } from '../ports/workspace.ts';
import { makeScratch, type Scratch } from './git-scratch.ts';
import { codeOf, must } from './repository-setting.ts';

export type SeenInside = { readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string };
export type WorkspaceSubject = {
  /** A new instance, as another worker process would have it. */
  readonly makeWorkspaces: (dataDir: string) => Promise<Workspaces>;
  readonly makeRepositories: (dataDir: string) => Repositories;
  /** Runs an argv in a sandbox that has the workspace's mounts, as the sandbox's user. */
  readonly runInside: (workspace: Workspace, argv: readonly string[]) => SeenInside;
  /** Takes the mounts away as a reboot does, leaving the files. */
  readonly unmountAll: (dataDir: string) => void;
  readonly hasHardCap: boolean;
};

const ID = 'shop';
const BRANCH = 'countersign/task-1/run-1';

export const workspaceContract = (subject: WorkspaceSubject): void => {
  let scratch: Scratch;
  let dataDir: string;
  let repositories: Repositories;
  let workspaces: Workspaces;
  let origin: string;
  let base: string;
  let key = '';
  let number = 0;
  beforeAll(async () => {
    scratch = makeScratch();
    dataDir = join(scratch.dir, 'data');
    repositories = subject.makeRepositories(dataDir);
    workspaces = await subject.makeWorkspaces(dataDir);
    origin = scratch.makeBare('origin.git');
    scratch.commit(origin, 'main', { 'src/a.js': 'a\n' }, { message: 'First' });
    base = scratch.commit(
      origin,
      'main',
      { 'lib/deep/b.js': 'b\n', 'run.sh': { mode: '100755', content: '#!/bin/sh\n' }, '.gitignore': 'ignored\n' },
      { message: 'Second' },
    );
    must(await repositories.sync(ID, { url: origin }));
  });
  afterAll(async () => {
    for (const left of must(await workspaces.list())) await workspaces.close(left);
    scratch.remove();
  });
  beforeEach(() => {
    number += 1;
    key = `agent-run_${number}`;
  });

  const openAgent = async (name = key, baseSha = base) =>
    must(await workspaces.openForAgent({ key: name, repositoryId: ID, baseSha, branch: BRANCH, sizeMb: 64 }));
  const sh = (workspace: Workspace, script: string): string => {
    const ran = subject.runInside(workspace, ['sh', '-c', script]);
    if (ran.exitCode !== 0) throw new Error(`exit ${ran.exitCode}: ${ran.stderr}`);
    return ran.stdout.toString().trim();
  };
  const collect = (workspace: Workspace) => subject.runInside(workspace, workspace.bundleCommand);
  const takeIn = async (workspace: Workspace, runId = key.replace('agent-', ''), baseSha = base) => {
    const ran = collect(workspace);
    expect(ran.exitCode, ran.stderr).toBe(0);
    const { headSha } = must(await repositories.ingest({ repositoryId: ID, runId, branch: BRANCH, baseSha, bundle: ran.stdout }));
    return must(await repositories.readChange(ID, baseSha, headSha));
  };

  it('is a clean clone on the task branch, with history', async () => {
    const workspace = await openAgent();
    expect(
      sh(
        workspace,
        'git symbolic-ref HEAD; git rev-parse HEAD; git status --porcelain; git log --format=%s; git branch --list --format="%(refname)"',
      ),
    ).toBe(`refs/heads/${BRANCH}\n${base}\nSecond\nFirst\nrefs/heads/${BRANCH}`);
    expect(sh(workspace, 'test -x run.sh && cat src/a.js lib/deep/b.js')).toBe('a\nb');
  });

  it('lets the agent work as usual', async () => {
    const workspace = await openAgent();
    sh(
      workspace,
      'git mv lib library && echo 2 >> src/a.js && git commit -qam "Move and change" && git switch -q -c side && git switch -q - && git gc -q',
    );
    const change = await takeIn(workspace);
    expect(change.files.map(({ path, status }) => [path, status])).toEqual([
      ['library/deep/b.js', 'renamed'],
      ['src/a.js', 'modified'],
    ]);
  });

  it('gives nothing when nothing was done', async () => {
    const workspace = await openAgent();
    sh(workspace, 'echo x > ignored');
    const ran = collect(workspace);
    expect([ran.exitCode, ran.stdout.length]).toEqual([0, 0]);
  });

  it('collects what the agent forgot to commit, once', async () => {
    const workspace = await openAgent();
    sh(
      workspace,
      'echo 2 > src/a.js; git commit -qam "Committed"; echo new > new.txt; rm lib/deep/b.js; git add new.txt; : > .git/index.lock',
    );
    const change = await takeIn(workspace);
    expect(change.commits.map(({ subject: line }) => line)).toEqual(['Committed', 'Uncommitted work collected at hand-off']);
    expect(change.files.map(({ path, status }) => [path, status])).toEqual([
      ['lib/deep/b.js', 'deleted'],
      ['new.txt', 'added'],
      ['src/a.js', 'modified'],
    ]);
    expect((await takeIn(workspace)).headSha).toBe(change.headSha);
  });

  it('collects the task branch only, and says when it is gone', async () => {
    const workspace = await openAgent();
    sh(workspace, 'git switch -q -c elsewhere; echo 2 > src/a.js; git commit -qam "Elsewhere"; echo 3 > src/a.js');
    expect(collect(workspace).stdout.length).toBe(0);
    sh(workspace, `git branch -q -D ${BRANCH}`);
    const ran = collect(workspace);
    expect([ran.exitCode, ran.stderr]).toEqual([5, expect.stringContaining('gone')]);
  });

  it('is collected in spite of a hostile configuration, and nothing of it runs outside', async () => {
    const workspace = await openAgent();
    sh(
      workspace,
      `echo 2 > src/a.js; mkdir -p .git/hooks; printf '#!/bin/sh\\necho noise; exit 1\\n' | tee .git/hooks/pre-commit > .git/hooks/commit-msg; chmod +x .git/hooks/*
       git config core.fsmonitor 'echo noise; false'; git config diff.external false; git config commit.gpgSign true; git config core.pager 'echo noise'; git config alias.bundle '!false'`,
    );
    expect((await takeIn(workspace)).files.map(({ path }) => path)).toEqual(['src/a.js']);
  });

  it('keeps runs apart', async () => {
    const one = await openAgent(`${key}-a`);
    const two = await openAgent(`${key}-b`);
    sh(one, 'echo changed >> src/a.js; rm -rf lib; git commit -qam x');
    expect(sh(two, 'cat src/a.js; cat lib/deep/b.js; git status --porcelain; git rev-parse HEAD')).toBe(`a\nb\n${base}`);
  });

  it('shows the mirror objects read-only, and nothing else of the mirror', async () => {
    const workspace = await openAgent();
    const objects = workspace.mounts.find(({ readOnly }) => readOnly)?.target ?? '';
    expect(subject.runInside(workspace, ['touch', `${objects}/x`]).exitCode).not.toBe(0);
    expect(sh(workspace, `ls ${objects}/..`)).toBe('objects');
  });

  it.runIf(subject.hasHardCap)('stops at its size, and leaves everybody else alone', async () => {
    const workspace = await openAgent();
    const ran = subject.runInside(workspace, ['sh', '-c', 'head -c 200000000 /dev/zero > big']);
    expect([ran.exitCode, ran.stderr]).toEqual([1, expect.stringContaining('No space left')]);
    expect(sh(await openAgent(`${key}-next`), 'git status --porcelain')).toBe('');
  });

  it('starts from an earlier result without showing other results', async () => {
    const first = await openAgent(`${key}-a`);
    sh(first, 'echo one > one.txt; git add .; git commit -qm One');
    const one = await takeIn(first, 'run-a');
    const other = await openAgent(`${key}-b`);
    sh(other, 'echo other > other.txt; git add .; git commit -qm Other');
    const hidden = await takeIn(other, 'run-b');
    const next = await openAgent(`${key}-c`, one.headSha);
    expect(sh(next, 'cat one.txt; git log --format=%s')).toBe('one\nOne\nSecond\nFirst');
    expect(subject.runInside(next, ['git', 'cat-file', '-e', hidden.headSha]).exitCode).not.toBe(0);
    sh(next, 'echo two > two.txt; git add .; git commit -qm Two');
    expect((await takeIn(next, 'run-c', one.headSha)).commits.map(({ subject: line }) => line)).toEqual(['Two']);
  });

  it('has the moved base branch at hand; merging it brings no foreign objects along and does not make them the change of the agent', async () => {
    const first = await openAgent(`${key}-a`);
    sh(first, 'echo mine > src/a.js; git commit -qam Mine');
    const mine = await takeIn(first, 'run-mine');
    const tip = scratch.commit(origin, 'main', { 'src/a.js': 'theirs\n', 'theirs.txt': 'theirs\n' }, { message: 'Theirs' });
    must(await repositories.sync(ID, { url: origin }));
    expect(must(await repositories.contains(ID, tip, base))).toBe(true);
    expect(must(await repositories.contains(ID, mine.headSha, tip))).toBe(false);

    const upstream = { branch: 'main', sha: tip };
    const next = must(
      await workspaces.openForAgent({ key: `${key}-b`, repositoryId: ID, baseSha: mine.headSha, branch: BRANCH, sizeMb: 64, upstream }),
    );
    sh(next, 'git merge -q origin/main || { echo both > src/a.js; git commit -qam "Take in main"; }; git push . HEAD:refs/heads/other -q');
    const bundle = collect(next).stdout;
    expect(bundle.toString('latin1').split('\n\n')[0]).toContain(`-${tip}`);
    const input = { repositoryId: ID, runId: 'run-next', branch: BRANCH, baseSha: mine.headSha, bundle };
    expect(codeOf(await repositories.ingest(input))).toBe('artifact_refused');
    const { headSha } = must(await repositories.ingest({ ...input, upstreamSha: tip }));
    expect(must(await repositories.contains(ID, headSha, tip))).toBe(true);
    const change = must(await repositories.readChange(ID, tip, headSha));
    expect(change.files.map(({ path }) => path)).toEqual(['src/a.js']);
    expect(change.commits.map(({ subject: line }) => line)).toEqual(['Mine', 'Take in main']);
    scratch.git(origin, ['update-ref', 'refs/heads/main', base]);
  });

  it('is a plain checkout of a commit or a tree for checks', async () => {
    const agent = await openAgent();
    sh(agent, 'echo fixed > src/a.js; mkdir test; echo t > test/a.js; git add .; git commit -qm Fix');
    const change = await takeIn(agent);
    const overlay = must(await repositories.overlayTree(ID, base, change.headSha, ['test/a.js']));
    for (const [treeish, expected] of [
      [change.headSha, 'fixed'],
      [change.headTree, 'fixed'],
      [base, 'a'],
      [overlay.treeId, 'a'],
    ] as const) {
      const checkKey = `check-run_${number}-0`;
      const workspace = must(await workspaces.openForCheck({ key: checkKey, repositoryId: ID, treeish, sizeMb: 64 }));
      expect(sh(workspace, 'cat src/a.js; git status --porcelain; git log --format=%s; echo x > src/a.js; git diff --stat | tail -1')).toBe(
        `${expected}\nThe tree under check\n1 file changed, 1 insertion(+), 1 deletion(-)`.replace('\n1 file', '\n 1 file'),
      );
      expect(subject.runInside(workspace, workspace.bundleCommand).stdout.length).toBe(0);
      expect(must(await workspaces.reopen(checkKey))).toBeNull();
      must(await workspaces.close(checkKey));
    }
  });

  describe('across workers', () => {
    it('is found again by another worker, also after a reboot', async () => {
      const before = await openAgent();
      sh(before, 'echo kept > kept.txt');
      const later = await subject.makeWorkspaces(dataDir);
      expect(sh(must(await later.reopen(key)) ?? before, 'cat kept.txt')).toBe('kept');
      subject.unmountAll(dataDir);
      const again = must(await later.reopen(key));
      expect(again).toEqual(before);
      expect(sh(before, 'cat kept.txt')).toBe('kept');
      expect((await takeIn(before)).files.map(({ path }) => path)).toEqual(['kept.txt']);
      expect(must(await later.reopen('agent-run_unknown'))).toBeNull();
    });

    it('is listed and closed by whoever comes, as often as they like', async () => {
      await openAgent();
      const later = await subject.makeWorkspaces(dataDir);
      expect(must(await later.list())).toContain(key);
      for (let time = 0; time < 2; time += 1) must(await later.close(key));
      expect(must(await workspaces.list())).not.toContain(key);
      expect(must(await workspaces.reopen(key))).toBeNull();
    });

    it('is made anew under the same key', async () => {
      sh(await openAgent(), 'echo old > old.txt');
      expect(sh(await openAgent(), 'ls')).toBe('lib\nrun.sh\nsrc');
    });
  });

  it('fails without leaving anything when the commit is not there', async () => {
    const answer = await workspaces.openForAgent({ key, repositoryId: ID, baseSha: 'e'.repeat(40), branch: BRANCH, sizeMb: 64 });
    expect(codeOf(answer)).toBe('workspace_failed');
    expect(codeOf(await workspaces.openForCheck({ key, repositoryId: ID, treeish: 'e'.repeat(40), sizeMb: 64 }))).toBe('workspace_failed');
    expect(codeOf(await workspaces.openForAgent({ key, repositoryId: 'other', baseSha: base, branch: BRANCH, sizeMb: 64 }))).toBe(
      'not_found',
    );
    expect(must(await workspaces.list())).not.toContain(key);
  });
};
