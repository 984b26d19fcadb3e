import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ShopRepository } from '../../scripts/demo/shop-repository.ts';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import { makeScratch, type Scratch } from '../../server/testing/git-scratch.ts';
import { askOrigin } from '../harness/origin.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let scratch: Scratch;
let admin: ApiClient;
let member: ApiClient;
let reviewer: ApiClient;
beforeAll(async () => {
  scratch = makeScratch();
  [admin, member, reviewer] = (await Promise.all([as(url, 'admin'), as(url, 'member'), as(url, 'reviewer')])).map(({ api }) => api) as [
    ApiClient,
    ApiClient,
    ApiClient,
  ];
});
afterAll(() => scratch?.remove());

const withCheck = (name: string, command: string) => ({ verification: { checks: [{ name, command, timeoutMinutes: 5 }] } });
const toReview = async (repository: string, script: string, parts: Parameters<typeof scriptContract>[2] = {}) => {
  const { runId, taskId } = await fileOverriding(member, scriptContract(repository, script, parts));
  await waitForStatus(member, runId, ['IN_REVIEW'], 200_000);
  const { artifact, run } = await member.reviews.room.query({ runId });
  return { runId, taskId, taskNumber: run.task.number, digest: artifact.digest, change: artifact.change };
};
type InReview = Awaited<ReturnType<typeof toReview>>;
const approve = ({ runId, digest }: Pick<InReview, 'runId' | 'digest'>) =>
  reviewer.reviews.decide.mutate({ runId, artifactDigest: digest, verdict: 'approve', reason: 'Looked at it closely.' });
const runOf = (runId: string) => member.runs.get.query({ id: runId });
const landingsOf = async (runId: string) => (await member.reviews.room.query({ runId })).landings;
const treeOf = (shop: ShopRepository, sha: string) => askOrigin(shop, 'rev-parse', `${sha}^{tree}`);
/** A push to this origin takes as long as this file is there. */
const holdPushes = async (shop: ShopRepository) => {
  const flag = join(shop.path, 'held');
  await mkdir(join(shop.path, 'hooks'), { recursive: true });
  await writeFile(flag, '');
  const hook = join(shop.path, 'hooks', 'pre-receive');
  await writeFile(hook, `#!/bin/sh\nwhile test -e '${flag}'; do sleep 0.2; done\n`);
  await chmod(hook, 0o755);
  return () => rm(flag);
};

describe.concurrent('landing', () => {
  test('two approved changes land one after the other; the second is checked on the tree that lands', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-line');
    const release = await holdPushes(shop);
    const [one, two, three] = await Promise.all(
      ['one', 'two', 'three'].map((name) => toReview('shop-line', `echo 'export {};' > src/${name}.js`)),
    );
    if (!one || !two || !three) throw new Error('three runs are needed');
    await approve(one);
    await waitForStatus(member, one.runId, ['MERGING']);
    await approve(two);
    await approve(three);
    // First approved, first landed; the others are told where they are.
    expect((await runOf(two.runId)).waiting).toEqual([{ reason: 'landing_line', branch: 'main', position: 2, behindTask: one.taskNumber }]);
    expect((await runOf(three.runId)).waiting).toEqual([
      { reason: 'landing_line', branch: 'main', position: 3, behindTask: two.taskNumber },
    ]);
    await release();
    const merges = await Promise.all(
      [one, two, three].map(async ({ runId }) => (await waitForStatus(member, runId, ['MERGED'])).merge?.sha ?? ''),
    );
    expect((await askOrigin(shop, 'log', '--reverse', '--format=%H', `${shop.baseSha}..main`)).split('\n')).toEqual(merges);

    // The first was checked as it landed: nothing was run again.
    const [first, second] = [await landingsOf(one.runId), await landingsOf(two.runId)];
    expect(first).toMatchObject([{ permitted: true, ontoSha: shop.baseSha, treeId: one.change.headTree, checks: [] }]);
    // The second was checked again, on exactly what is on the branch now.
    const landed = await treeOf(shop, merges[1] ?? '');
    expect(landed).not.toBe(two.change.headTree);
    expect(second).toMatchObject([
      { permitted: true, ontoSha: merges[0], treeId: landed, checks: [{ name: 'unit-tests', outcome: 'passed', treeId: landed }] },
    ]);
  });

  test('a change that is green alone and red on the moved base is refused with the name of the check; nothing lands', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-red');
    const check = withCheck('only-one', 'echo "found $(ls src/one.js src/two.js)"; test "$(ls src/one.js src/two.js | wc -l)" -lt 2');
    const [one, two] = await Promise.all(['one', 'two'].map((name) => toReview('shop-red', `echo 'export {};' > src/${name}.js`, check)));
    if (!one || !two) throw new Error('two runs are needed');
    await approve(one);
    const { merge } = await waitForStatus(member, one.runId, ['MERGED']);
    await approve(two);
    const refused = await waitForStatus(member, two.runId, ['MERGE_REFUSED']);
    expect(refused.failure).toMatchObject({
      code: 'merge_check_failed',
      message: expect.stringContaining('only-one: Failed on the result.'),
    });
    expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(merge?.sha);
    expect(await landingsOf(two.runId)).toMatchObject([
      { permitted: false, checks: [{ name: 'only-one', outcome: 'failed', output: expect.stringContaining('found src/one.js') }] },
    ]);
  });

  test('approvals do not count for a change that reads differently on the moved base', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-differs');
    const artifact = await toReview('shop-differs', "sed -i '1i // Mine.' src/money.js", { returns: { onConflict: 'person' } });
    // Close enough to stand in the lines around the change, and no conflict.
    const before = (await askOrigin(shop, 'show', 'main:src/money.js')).split('\n');
    before.splice(2, 0, '// Theirs.');
    const tip = scratch.commit(shop.path, 'main', { 'src/money.js': `${before.join('\n')}\n` }, { message: 'Theirs' });
    await approve(artifact);
    const refused = await waitForStatus(member, artifact.runId, ['MERGE_REFUSED']);
    expect(refused.failure).toMatchObject({ code: 'merge_change_differs', message: expect.stringContaining('src/money.js') });
    expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(tip);
    const { decisions } = await member.reviews.room.query({ runId: artifact.runId });
    expect(decisions[0]?.decision.ignored).toMatchObject([{ why: 'approved an earlier version' }]);
  });

  test('an outside push during the landing checks makes it start again from there', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-outside');
    // Waits only on the tree that would land the first time.
    const check = withCheck('slow-once', 'if test -e docs/a.md && ! test -e docs/b.md; then sleep 8; fi');
    const artifact = await toReview('shop-outside', "echo 'export {};' > src/one.js", check);
    scratch.commit(shop.path, 'main', { 'docs/a.md': 'A.\n' }, { message: 'A' });
    await approve(artifact);
    await waitFor('the landing checks', 60_000, async () => (await runOf(artifact.runId)).status === 'LANDING');
    const tip = scratch.commit(shop.path, 'main', { 'docs/b.md': 'B.\n' }, { message: 'B' });
    const { merge } = await waitForStatus(member, artifact.runId, ['MERGED']);
    expect(await askOrigin(shop, 'log', '-1', '--format=%H %P', 'main')).toBe(`${merge?.sha} ${tip}`);
    const landings = await landingsOf(artifact.runId);
    expect(landings.at(-1)).toMatchObject({ ontoSha: tip, treeId: await treeOf(shop, 'main'), checks: [{ outcome: 'passed' }] });
  });

  test('a revert is made without an agent, is checked and reviewed as any change, and lands', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-revert');
    const artifact = await toReview('shop-revert', "echo 'export {};' > src/one.js");
    await approve(artifact);
    const { merge } = await waitForStatus(member, artifact.runId, ['MERGED']);
    const later = scratch.commit(shop.path, 'main', { 'docs/later.md': 'Later.\n' }, { message: 'Later' });

    const pressed = await Promise.all([reviewer, reviewer].map((api) => api.reviews.revert.mutate({ runId: artifact.runId })));
    expect(pressed[0]).toEqual(pressed[1]);
    const runId = pressed[0]?.runId ?? '';
    await waitForStatus(member, runId, ['IN_REVIEW']);
    const room = await member.reviews.room.query({ runId });
    expect(room.artifact).toMatchObject({ kind: 'change', handoffBy: 'revert', change: { baseSha: later } });
    expect(room.artifact.change.files.map(({ path, status }) => [path, status])).toEqual([['src/one.js', 'deleted']]);
    expect(room.checks).toMatchObject([{ name: 'unit-tests', outcome: 'passed', treeId: room.artifact.change.headTree }]);
    expect(room.decisions[0]?.decision.disposition).toBe('REVIEW');
    expect(room.run.reverts).toMatchObject({ id: artifact.taskId });
    // Who pressed asked for it, so somebody else approves.
    await expect(approve({ runId, digest: room.artifact.digest })).rejects.toThrow();
    await admin.reviews.decide.mutate({ runId, artifactDigest: room.artifact.digest, verdict: 'approve', reason: 'It broke the shop.' });
    const back = await waitForStatus(member, runId, ['MERGED']);
    expect(await askOrigin(shop, 'diff', '--name-status', `${merge?.sha}..main`)).toBe('A\tdocs/later.md\nD\tsrc/one.js');
    const said = await askOrigin(
      shop,
      'log',
      '-1',
      '--format=%H|%s|%an|%(trailers:key=Countersign-Reverts,valueonly,separator=%x2c)',
      'main',
    );
    expect(said).toBe(`${back.merge?.sha}|Revert: Add a line to the pricing guide of the shop|Countersign|${merge?.sha}`);
    expect((await runOf(artifact.runId)).revertedBy).toMatchObject({ id: pressed[0]?.taskId, status: 'MERGED' });

    // What came after it stands at the same place: it says so, and lands nothing.
    const other = await toReview('shop-revert', "echo 'export const two = 2;' > src/two.js");
    await approve(other);
    await waitForStatus(member, other.runId, ['MERGED']);
    const tip = scratch.commit(shop.path, 'main', { 'src/two.js': 'export const two = 3;\n' }, { message: 'Three' });
    const conflicting = await reviewer.reviews.revert.mutate({ runId: other.runId });
    const failed = await waitForStatus(member, conflicting.runId, ['FAILED']);
    expect(failed.failure).toMatchObject({ code: 'revert_conflict', message: expect.stringContaining('src/two.js') });
    expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(tip);
  });

  test('in a freeze approved changes wait with its reason, and land by themselves when the last one ends', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-frozen');
    const artifact = await toReview('shop-frozen', "echo 'export {};' > src/one.js");
    const repositoryId = (await admin.repositories.list.query()).find(({ name }) => name === 'shop-frozen')?.id ?? '';
    const until = Date.now() + 3_600_000;
    const { id } = await admin.freezes.add.mutate({ repositoryId, from: null, until, reason: 'Holiday freeze' });
    await approve(artifact);
    await waitForStatus(member, artifact.runId, ['APPROVED']);
    expect((await runOf(artifact.runId)).waiting).toEqual([{ reason: 'frozen', until, why: 'Holiday freeze' }]);
    const soon = Date.now() + 5_000;
    await admin.freezes.add.mutate({ repositoryId, from: null, until: soon, reason: 'Deploy' });
    await admin.freezes.end.mutate({ id });
    const { merge } = await waitForStatus(member, artifact.runId, ['MERGED']);
    expect(merge?.at).toBeGreaterThanOrEqual(soon);
    expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(merge?.sha);
  });

  test('a freeze that begins while the landing checks run puts the landing off', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-put-off');
    const check = withCheck('slow', 'if test -e docs/a.md; then sleep 6; fi');
    const artifact = await toReview('shop-put-off', "echo 'export {};' > src/one.js", check);
    const tip = scratch.commit(shop.path, 'main', { 'docs/a.md': 'A.\n' }, { message: 'A' });
    await approve(artifact);
    await waitForStatus(member, artifact.runId, ['LANDING']);
    const repositoryId = (await admin.repositories.list.query()).find(({ name }) => name === 'shop-put-off')?.id ?? '';
    const { id } = await admin.freezes.add.mutate({ repositoryId, from: null, until: Date.now() + 3_600_000, reason: 'Outage' });
    await waitForStatus(member, artifact.runId, ['APPROVED']);
    expect((await runOf(artifact.runId)).waiting).toMatchObject([{ reason: 'frozen', why: 'Outage' }]);
    expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(tip);
    await admin.freezes.end.mutate({ id });
    await waitForStatus(member, artifact.runId, ['MERGED']);
    // What was checked before counts: it is the same tree.
    expect((await landingsOf(artifact.runId)).map(({ checks }) => checks.length)).toEqual([1, 0]);
  });

  test('a conflict goes back to the agent, which takes in the moved base; what comes back is reviewed and lands', async () => {
    const shop = await registerShop(admin, inject('dataDir'), 'shop-back');
    const script = [
      `if git merge-base --is-ancestor origin/main HEAD; then sed -i '1i // Mine.' src/money.js;`,
      "else git merge -q origin/main || { sed -i '/^[<=>|]\\{7\\}/d' src/money.js && git add -A && git commit -qm 'Take in main'; }; fi",
    ].join(' ');
    const artifact = await toReview('shop-back', script);
    const before = await askOrigin(shop, 'show', 'main:src/money.js');
    const tip = scratch.commit(shop.path, 'main', { 'src/money.js': `// Theirs.\n${before}\n` }, { message: 'Theirs' });
    await approve(artifact);
    const sent = await waitForStatus(member, artifact.runId, ['CHANGES_REQUESTED']);
    expect(sent.failure).toMatchObject({ code: 'merge_conflict', message: expect.stringContaining('src/money.js') });
    const next = sent.siblings.find(({ number }) => number === 2)?.id ?? '';
    expect((await runOf(next)).prompt).toContain('- `src/money.js`');
    await waitForStatus(member, next, ['IN_REVIEW'], 200_000);
    const room = await member.reviews.room.query({ runId: next });
    expect(room.artifact.change.baseSha).toBe(tip);
    // The approval was of what did not fit.
    expect(room.decisions[0]?.decision.ignored).toMatchObject([{ why: 'approved an earlier version' }]);
    await approve({ runId: next, digest: room.artifact.digest });
    const { merge } = await waitForStatus(member, next, ['MERGED']);
    expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(merge?.sha);
    expect((await askOrigin(shop, 'show', 'main:src/money.js')).split('\n').slice(0, 2).toSorted()).toEqual(['// Mine.', '// Theirs.']);
  });
});
