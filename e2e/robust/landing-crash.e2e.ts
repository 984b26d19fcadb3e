import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import { makeScratch, type Scratch } from '../../server/testing/git-scratch.ts';
import { askOrigin } from '../harness/origin.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';
import { leftOnMachine, type OwnStack, startOwnStack, wholeLog } from './own-stack.ts';

let stack: OwnStack;
let scratch: Scratch;
beforeAll(async () => {
  scratch = makeScratch();
  stack = await startOwnStack(2);
});
afterAll(async () => {
  scratch?.remove();
  await stack?.stop();
});

test('a worker that is killed in the middle of landing checks loses nothing, lands nothing twice, and keeps its place in the line', async () => {
  const shop = await registerShop(stack.admin, stack.dataDir, 'shop-landing');
  const verification = { checks: [{ name: 'slow', command: 'if test -e docs/theirs.md; then sleep 8; fi', timeoutMinutes: 5 }] };
  const [first, second] = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const script = `echo 'export {};' > src/${name}.js`;
      const { runId } = await fileOverriding(stack.member, scriptContract('shop-landing', script, { verification }));
      await waitForStatus(stack.member, runId, ['IN_REVIEW'], 200_000);
      return runId;
    }),
  );
  if (!first || !second) throw new Error('two runs are needed');
  const tip = scratch.commit(shop.path, 'main', { 'docs/theirs.md': 'Theirs.\n' }, { message: 'Theirs' });
  for (const runId of [first, second]) {
    const { artifact } = await stack.member.reviews.room.query({ runId });
    await stack.reviewer.reviews.decide.mutate({ runId, artifactDigest: artifact.digest, verdict: 'approve', reason: 'Fine as it is.' });
  }
  const started = async () => (await wholeLog(stack.member, first)).filter(({ body }) => body.kind === 'check' && body.state === 'started');
  await waitFor('the landing check', 60_000, async () => (await started()).length === 2);

  stack.worker().kill('SIGKILL');
  await stack.worker().exited;
  const status = async (runId: string) => (await stack.member.runs.get.query({ id: runId })).status;
  expect([await status(first), await status(second)]).toEqual(['LANDING', 'APPROVED']);
  expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(tip);
  await stack.startWorker();

  const merges = await Promise.all([first, second].map(async (runId) => (await waitForStatus(stack.member, runId, ['MERGED'])).merge?.sha));
  expect((await askOrigin(shop, 'log', '--reverse', '--format=%H', `${tip}..main`)).split('\n')).toEqual(merges);
  expect(await started()).toHaveLength(3);
  const { landings } = await stack.member.reviews.room.query({ runId: second });
  expect(landings).toMatchObject([{ ontoSha: merges[0], permitted: true, checks: [{ name: 'slow', outcome: 'passed' }] }]);
  await waitFor('nothing to be left', 30_000, async () => (await leftOnMachine(stack.dataDir, [first, second])).length === 0);
});
