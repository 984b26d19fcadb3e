import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { expectAccessible, launchBrowser, visit } from '../harness/browser.ts';
import { containersOf } from '../harness/containers.ts';
import { as } from '../harness/people.ts';
import { shoot } from '../harness/screenshots.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Works long enough to be paused, and hands nothing over: the rest has to come from a person. */
const FIRST_TURN = `{"do": "say", "text": "I count to twelve."}\n{"do": "sleep", "ms": 12000}`;
const MESSAGE = `Add the comment, and that is all.\n\n\`\`\`countersign-script\n${SMALL_CHANGE}\n\`\`\``;

test('a run is paused, written to and resumed from its page, and the agent does what was written', async () => {
  const { api: member } = await as(url, 'member');
  await registerShop((await as(url, 'admin')).api, inject('dataDir'), 'shop-steer');
  const { runId } = await fileOverriding(member, scriptContract('shop-steer', FIRST_TURN));
  const visitor = await visit(browser, url, 'member');
  const { page } = visitor;
  const status = (word: string) => page.locator(`main [data-status="${word}"]`).first();
  const log = page.getByTestId('log');
  await page.goto(`/runs/${runId}`);
  await log.getByText('I count to twelve.').waitFor();

  await page.getByRole('button', { name: 'Pause' }).click();
  await status('PAUSED').waitFor();
  await log.getByText('paused the run').waitFor();
  expect((await containersOf(runId)).map((line) => line.split(' ').at(-1))).toEqual(['paused']);

  await page.getByRole('button', { name: 'Resume' }).click();
  await status('RUNNING').waitFor();
  await log.getByText('resumed the run').waitFor();

  // By keyboard: `m` goes to the field, Ctrl Enter sends.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('m');
  await page.keyboard.insertText(MESSAGE);
  await page.keyboard.press('Control+Enter');
  await log.getByText('Add the comment, and that is all.').first().waitFor();
  expect(await page.getByLabel('Message to the agent').inputValue()).toBe('');

  await status('IN_REVIEW').waitFor();
  await waitForStatus(member, runId, ['IN_REVIEW']);
  const { artifact } = await member.reviews.room.query({ runId });
  expect(artifact.handoffBy).toBe('agent');
  expect(artifact.change.files.map(({ path }) => path)).toEqual(['src/checkout.js']);
  expect(visitor.problems()).toEqual([]);
  await visitor.close();
});

test('what policy watches for pauses the run before anybody asks; a person reads why and lets it go on', async () => {
  const { api: member } = await as(url, 'member');
  await registerShop((await as(url, 'admin')).api, inject('dataDir'), 'shop-tripwire');
  const script = `{"do": "run", "command": "docker push shop:latest", "expect": "any"}\n{"do": "sleep", "ms": 4000}\n${SMALL_CHANGE}`;
  const { runId } = await fileOverriding(member, scriptContract('shop-tripwire', script));
  await waitForStatus(member, runId, ['PAUSED']);
  expect((await containersOf(runId)).map((line) => line.split(' ').at(-1))).toEqual(['paused']);
  const visitor = await visit(browser, url, 'member');
  const { page } = visitor;
  await page.goto(`/runs/${runId}`);
  await page.getByText('Paused by policy:').waitFor();
  await page.getByText('It runs `docker push shop:latest`, which publishes something.').first().waitFor();
  await shoot(page, 'tripwire');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Let it go on' }).click();
  await page.getByText('Paused by policy:').waitFor({ state: 'detached' });
  await waitForStatus(member, runId, ['IN_REVIEW']);
  const { artifact } = await member.reviews.room.query({ runId });
  expect(artifact.change.files.map(({ path }) => path)).toEqual(['src/checkout.js']);
  const { events } = await member.runs.events.query({ runId });
  expect(events.flatMap(({ body }) => (body.kind === 'tripwire' ? [body.wire] : []))).toEqual(['publish']);
  expect(visitor.problems()).toEqual([]);
  await visitor.close();
});
