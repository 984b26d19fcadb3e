import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import { launchBrowser, visit } from '../harness/browser.ts';
import { containersOf } from '../harness/containers.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
/** Runs at once on the worker of the harness. */
const CAPACITY = 3;
/** An agent that neither ends nor listens: only taking its container away helps. */
const HANGS = `{"do": "say", "text": "I do not stop."}\n{"do": "hang", "ignoreCancel": true}`;
const GONE_MS = 5_000;

let browser: Browser;
let member: ApiClient;
beforeAll(async () => {
  browser = await launchBrowser();
  member = (await as(url, 'member')).api;
  await registerShop((await as(url, 'admin')).api, inject('dataDir'), 'shop-cancel');
});
afterAll(() => browser?.close());

const open = async (runId: string) => {
  const visitor = await visit(browser, url, 'member');
  await visitor.page.goto(`/runs/${runId}`);
  const status = (word: string) => visitor.page.locator(`main [data-status="${word}"]`).first();
  const cancel = () => visitor.page.getByRole('button', { name: 'Cancel run' }).click();
  return { ...visitor, status, cancel };
};

const expectGone = async (runId: string) => {
  const since = performance.now();
  let left: readonly string[] = [];
  await waitFor(
    `the containers of ${runId} to be gone`,
    GONE_MS,
    async () => {
      left = await containersOf(runId);
      return left.length === 0;
    },
    () => left.join(', '),
  );
  expect(performance.now() - since).toBeLessThan(GONE_MS);
};

test('a run is cancelled while it is queued, prepared and running, and its container is gone within 5 s', async () => {
  const contract = scriptContract('shop-cancel', HANGS);
  const hanging = await Promise.all(Array.from({ length: CAPACITY }, () => fileOverriding(member, contract)));
  for (const { runId } of hanging) await waitForStatus(member, runId, ['RUNNING']);
  const [running, blocking, last] = hanging;
  if (!running || !blocking || !last) throw new Error('Three runs were filed.');

  // Queued: nothing is free, the page says so, and no container is ever made.
  const queued = await fileOverriding(member, contract);
  const queuedPage = await open(queued.runId);
  await queuedPage.status('QUEUED').waitFor();
  await queuedPage.cancel();
  await queuedPage.status('CANCELLED').waitFor();
  expect(await containersOf(queued.runId)).toEqual([]);

  // Running: seen at work, then taken away.
  const runningPage = await open(running.runId);
  await runningPage.status('RUNNING').waitFor();
  await runningPage.page.getByTestId('log').getByText('I do not stop.').waitFor();
  expect((await containersOf(running.runId)).some((line) => line.endsWith(' running'))).toBe(true);

  // Preparing: the next in the queue takes the place that the cancelled one leaves.
  const next = await fileOverriding(member, contract);
  const nextPage = await open(next.runId);
  await nextPage.status('QUEUED').waitFor();

  await runningPage.cancel();
  await expectGone(running.runId);
  await runningPage.status('CANCELLED').waitFor();
  await runningPage.page.getByText('cancelled the run').waitFor();

  await waitForStatus(member, next.runId, ['PREPARING']);
  await nextPage.cancel();
  await nextPage.status('CANCELLED').waitFor();
  await expectGone(next.runId);
  const { events } = await member.runs.events.query({ runId: next.runId });
  expect(events.filter(({ body }) => body.kind === 'message' && body.text.includes('I do not stop.'))).toEqual([]);

  for (const { runId } of [blocking, last]) {
    await member.runs.cancel.mutate({ runId });
    await waitForStatus(member, runId, ['CANCELLED']);
    await expectGone(runId);
  }
  // A second press changes nothing and is refused in words.
  await expect(member.runs.cancel.mutate({ runId: running.runId })).rejects.toThrow(/cancel|over|ended/i);

  for (const visitor of [queuedPage, runningPage, nextPage]) {
    expect(visitor.problems()).toEqual([]);
    await visitor.close();
  }
});
