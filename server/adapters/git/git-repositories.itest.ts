import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeScratch, type Scratch } from '../../testing/git-scratch.ts';
import { repositoryContract } from '../../testing/repository-contract.ts';
import { codeOf, type MakeRepositories, must } from '../../testing/repository-setting.ts';
import { gitRepositories } from './git-repositories.ts';

const make: MakeRepositories = (dataDir, caps) => {
  // The reader can work only where it may enter.
  chmodSync(join(dataDir, '..'), 0o755);
  return gitRepositories({ dataDir, caps, operatorEnv: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent' } });
};

repositoryContract(make);

describe.runIf(process.getuid?.() === 0)('a local repository of another user', () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = makeScratch();
  });
  afterEach(() => scratch.remove());

  it('is read, pushed to and run as its owner', async () => {
    const origin = scratch.makeBare('theirs.git');
    const base = scratch.commit(origin, 'main', { 'a.txt': 'a\n' });
    execFileSync('sh', [
      '-c',
      `mkdir -p "$0/hooks" && printf '#!/bin/sh\\nid -u > "$GIT_DIR/who"\\n' > "$0/hooks/post-receive" && chmod +x "$0/hooks/post-receive" && chown -R 61007:61007 "$0"`,
      origin,
    ]);
    const repositories = make(join(scratch.dir, 'data'));
    expect(must(await repositories.probe({ url: origin })).defaultBranch).toBe('main');
    must(await repositories.sync('r', { url: origin }));
    const agent = scratch.makeClone(origin, 'agent', 'countersign/x', base);
    scratch.commit(agent, 'countersign/x', { 'b.txt': 'b\n' });
    const bundle = scratch.bundle(agent, `${base}..refs/heads/countersign/x`);
    const { headSha } = must(
      await repositories.ingest({ repositoryId: 'r', runId: 'run', branch: 'countersign/x', baseSha: base, bundle }),
    );
    const person = { name: 'X', email: 'x@example.com' };
    const target = { repositoryId: 'r', source: { url: origin }, branch: 'main' };
    const prepared = must(
      await repositories.prepareMerge({
        ...target,
        ...{ baseSha: base, headSha, method: 'squash', runId: 'run', committedAt: 1_780_000_000 },
        ...{ message: 'Add b\n\nCountersign-Run: run\n', author: person, committer: person },
      }),
    );
    if (prepared.state !== 'ready') throw new Error(prepared.state);
    must(await repositories.pushMerge({ ...target, onto: prepared.onto, sha: prepared.sha }));
    expect(execFileSync('cat', [join(origin, 'who')], { encoding: 'utf8' }).trim()).toBe('61007');
    expect(execFileSync('find', [origin, '!', '-user', '61007'], { encoding: 'utf8' })).toBe('');
  });

  it('is refused with a reason where the owner cannot enter', async () => {
    const origin = scratch.makeBare('closed.git');
    scratch.commit(origin, 'main', { 'a.txt': 'a\n' });
    execFileSync('chown', ['-R', '61007:61007', origin]);
    chownSync(scratch.dir, 0, 0);
    const repositories = gitRepositories({ dataDir: join(scratch.dir, 'data'), operatorEnv: {} });
    chmodSync(scratch.dir, 0o700);
    expect(codeOf(await repositories.probe({ url: origin }))).toBe('repository_unreachable');
  });
});
