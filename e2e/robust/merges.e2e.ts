import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ShopRepository } from '../../scripts/demo/shop-repository.ts';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import type { RunStatus } from '../../server/domain/run/status.ts';
import { makeScratch, type Scratch } from '../../server/testing/git-scratch.ts';
import { askOrigin } from '../harness/origin.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';
import { query, wholeLog } from './own-stack.ts';

const url = inject('url');
const run = promisify(execFile);
let scratch: Scratch;
let admin: ApiClient;
let member: ApiClient;
let reviewer: ApiClient;
let second: ApiClient;
beforeAll(async () => {
  scratch = makeScratch();
  [admin, member, reviewer, second] = (
    await Promise.all([as(url, 'admin'), as(url, 'member'), as(url, 'reviewer'), as(url, 'second')])
  ).map(({ api }) => api) as [ApiClient, ApiClient, ApiClient, ApiClient];
});
afterAll(() => scratch?.remove());

const toReview = async (repository: string, script = SMALL_CHANGE, parts: Parameters<typeof scriptContract>[2] = {}) => {
  const { runId, taskId } = await fileOverriding(member, scriptContract(repository, script, parts));
  await waitForStatus(member, runId, ['IN_REVIEW'], 200_000);
  const { artifact } = await member.reviews.room.query({ runId });
  return { runId, taskId, digest: artifact.digest, artifact };
};
const decide = (api: ApiClient, { runId, digest }: { runId: string; digest: string }, verdict: 'approve' | 'reject' | 'request_changes') =>
  api.reviews.decide.mutate({ runId, artifactDigest: digest, verdict, reason: 'Looked at it closely.' });
const settled = async (...asked: readonly Promise<unknown>[]) => (await Promise.allSettled(asked)).map(({ status }) => status);
const statusOf = async (runId: string): Promise<RunStatus> => (await member.runs.get.query({ id: runId })).status;
/** Runs that were merged, by the trailers of the branch since the shop was made. */
const mergedInto = async (shop: ShopRepository): Promise<readonly string[]> =>
  (await askOrigin(shop, 'log', '--format=%(trailers:key=Countersign-Run,valueonly,separator=%x2c)', `${shop.baseSha}..main`))
    .split('\n')
    .filter(Boolean);

describe.concurrent('at the same moment', () => {
  test('two approvals merge once', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-twice');
    const artifact = await toReview('shop-twice');
    expect(
      await settled(decide(reviewer, artifact, 'approve'), decide(second, artifact, 'approve'), decide(reviewer, artifact, 'approve')),
    ).toContain('fulfilled');
    await waitForStatus(member, artifact.runId, ['MERGED']);
    expect(await mergedInto(shop)).toEqual([artifact.runId]);

    // The worker died after the push and before it could say so: the merge is found, not made again.
    const { sha } = (await member.runs.get.query({ id: artifact.runId })).merge ?? { sha: '' };
    await query(inject('databaseUrl'), 'delete from merges where "runId" = $1', [artifact.runId]);
    await query(inject('databaseUrl'), "update runs set status = 'APPROVED' where id = $1", [artifact.runId]);
    await waitForStatus(member, artifact.runId, ['MERGED'], 60_000);
    await waitFor('the merge to be found', 60_000, async () => (await member.runs.get.query({ id: artifact.runId })).merge?.sha === sha);
    expect(await mergedInto(shop)).toEqual([artifact.runId]);
  });

  test('an approval and a rejection: one counts, and what was merged was approved', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-both');
    const artifact = await toReview('shop-both');
    const [approved, rejected] = await settled(decide(reviewer, artifact, 'approve'), decide(second, artifact, 'reject'));
    const { status } = await waitForStatus(member, artifact.runId, ['MERGED', 'REJECTED']);
    expect([approved, rejected].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(status).toBe(approved === 'fulfilled' ? 'MERGED' : 'REJECTED');
    expect(await mergedInto(shop)).toEqual(status === 'MERGED' ? [artifact.runId] : []);
  });

  test('two requests for changes make one next run, and one request that is sent twice files one task', async () => {
    await registerShop(admin, inject('dataDir'), 'shop-again');
    const contract = scriptContract('shop-again', SMALL_CHANGE);
    const { findings } = await member.tasks.lint.query({ contract });
    const overrides = findings
      .filter(({ severity }) => severity === 'warning')
      .map(({ code, field }) => ({ code, field, reason: 'This test needs it so.' }));
    const requestId = crypto.randomUUID();
    const filed = await Promise.all(Array.from({ length: 5 }, () => member.tasks.file.mutate({ requestId, contract, overrides })));
    expect(new Set(filed.map(({ runId }) => runId)).size).toBe(1);

    const artifact = await toReview('shop-again');
    await settled(
      decide(reviewer, artifact, 'request_changes'),
      decide(second, artifact, 'request_changes'),
      decide(reviewer, artifact, 'request_changes'),
    );
    expect(await statusOf(artifact.runId)).toBe('CHANGES_REQUESTED');
    const { siblings } = await member.runs.get.query({ id: artifact.runId });
    expect(siblings.filter(({ number }) => number > 1)).toHaveLength(1);
  });

  test('a cancel that was accepted is never overtaken by a merge; one that was refused changes nothing', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-cancel-late');
    const docs = { boundary: { allowedPaths: ['docs/**'], maxFiles: 5, maxLines: 50 } };
    const runs = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => {
        const { runId } = await fileOverriding(member, scriptContract('shop-cancel-late', `echo more > docs/${i}.md`, docs));
        // Each is cancelled at another place near its end.
        const from: readonly RunStatus[] =
          i % 3 === 0
            ? ['VERIFYING', 'JUDGING', 'APPROVED', 'MERGING', 'MERGED']
            : i % 3 === 1
              ? ['JUDGING', 'APPROVED', 'MERGING', 'MERGED']
              : ['COLLECTING', 'VERIFYING', 'JUDGING', 'APPROVED', 'MERGING', 'MERGED'];
        await waitFor('a late stage', 200_000, async () => from.includes(await statusOf(runId)));
        const [accepted] = await settled(member.runs.cancel.mutate({ runId }));
        const { status } = await waitForStatus(member, runId, ['CANCELLED', 'MERGED', 'IN_REVIEW']);
        return { runId, accepted, status };
      }),
    );
    for (const { accepted, status } of runs) expect(status).toBe(accepted === 'fulfilled' ? 'CANCELLED' : 'MERGED');
    const merged = runs.filter(({ status }) => status === 'MERGED').map(({ runId }) => runId);
    expect((await mergedInto(shop)).toSorted()).toEqual(merged.toSorted());
  });
});

describe.concurrent('merging', () => {
  test('a base that moved elsewhere is merged on top of', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-moved');
    const artifact = await toReview('shop-moved');
    const tip = scratch.commit(shop.path, 'main', { 'docs/other.md': 'Written by somebody else.\n' }, { message: 'Meanwhile' });
    await decide(reviewer, artifact, 'approve');
    const { merge } = await waitForStatus(member, artifact.runId, ['MERGED']);
    expect(await askOrigin(shop, 'log', '-1', '--format=%H %P', 'main')).toBe(`${merge?.sha} ${tip}`);
    expect((await askOrigin(shop, 'ls-tree', '-r', '--name-only', 'main')).split('\n')).toContain('docs/other.md');
  });

  test('a base that moved at the same place is refused; the agent takes it in on request, and then it can be merged', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-clash');
    const script = [
      `if git merge-base --is-ancestor origin/main HEAD; then sed -i '1i // Mine.' src/checkout.js;`,
      "else git merge -q origin/main || { git checkout -q --ours src/checkout.js && git add -A && git commit -qm 'Take in main'; }; fi",
    ].join(' ');
    const artifact = await toReview('shop-clash', script, { returns: { artifact: 'change', onConflict: 'person' } });
    const before = await askOrigin(shop, 'show', 'main:src/checkout.js');
    const tip = scratch.commit(
      shop.path,
      'main',
      { 'src/checkout.js': `// Theirs.\n${before}\n`, 'docs/theirs.md': 'Theirs.\n' },
      { message: 'Theirs' },
    );
    await decide(reviewer, artifact, 'approve');
    const refused = await waitForStatus(member, artifact.runId, ['MERGE_REFUSED']);
    expect(refused.failure).toMatchObject({ code: 'merge_conflict', message: expect.stringContaining('src/checkout.js') });
    expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(tip);

    const { followUpRunId } = await decide(reviewer, artifact, 'request_changes');
    const runId = followUpRunId ?? '';
    await waitForStatus(member, runId, ['IN_REVIEW']);
    const next = (await member.reviews.room.query({ runId })).artifact;
    expect(next.change.baseSha).toBe(tip);
    expect(next.change.files.map(({ path }) => path)).toEqual(['src/checkout.js']);
    expect(next.change.commits.map(({ subject }) => subject)).not.toContain('Theirs');
    expect(
      (await wholeLog(member, runId)).some(
        ({ body }) => body.kind === 'message' && body.role === 'control_plane' && body.text.includes('The base branch has moved on'),
      ),
    ).toBe(true);
    await decide(reviewer, { runId, digest: next.digest }, 'approve');
    await waitForStatus(member, runId, ['MERGED']);
    expect(await mergedInto(shop)).toEqual([runId]);
    expect((await askOrigin(shop, 'show', 'main:src/checkout.js')).split('\n')[0]).toBe('// Mine.');
  });

  test('a branch that is checked out is left alone until it is not; then the merge can be tried again', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-bare');
    const tree = join(inject('dataDir'), 'origins', 'shop-tree');
    await run('git', ['-c', `safe.directory=${shop.path}`, 'clone', '--quiet', shop.path, tree]);
    const { id } = await admin.repositories.register.mutate({ name: 'shop-tree', url: tree, baseBranch: 'main' });
    await waitFor('the repository', 60_000, async () => (await admin.repositories.get.query({ id })).state === 'READY');
    const artifact = await toReview('shop-tree');
    await decide(reviewer, artifact, 'approve');
    expect((await waitForStatus(member, artifact.runId, ['MERGE_REFUSED'])).failure).toMatchObject({ code: 'merge_branch_checked_out' });
    const git = async (...args: readonly string[]) =>
      (await run('git', ['-c', `safe.directory=${tree}`, '-C', tree, ...args])).stdout.trim();
    expect(await git('status', '--porcelain')).toBe('');
    await git('checkout', '--quiet', '--detach');
    await reviewer.reviews.retryMerge.mutate({ runId: artifact.runId });
    const { merge } = await waitForStatus(member, artifact.runId, ['MERGED']);
    expect(await git('rev-parse', 'main')).toBe(merge?.sha);
    await expect(reviewer.reviews.retryMerge.mutate({ runId: artifact.runId })).rejects.toThrow();
  });

  test('an origin that is gone refuses the merge in words; when it is back the merge can be tried again', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-gone');
    const artifact = await toReview('shop-gone');
    await rename(shop.path, `${shop.path}.away`);
    await decide(reviewer, artifact, 'approve');
    expect((await waitForStatus(member, artifact.runId, ['MERGE_REFUSED'])).failure).toMatchObject({ code: 'repository_unreachable' });
    await rename(`${shop.path}.away`, shop.path);
    await reviewer.reviews.retryMerge.mutate({ runId: artifact.runId });
    await waitForStatus(member, artifact.runId, ['MERGED']);
    expect(await mergedInto(shop)).toEqual([artifact.runId]);
  });
});
