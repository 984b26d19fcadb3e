import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, visit } from '../harness/browser.ts';
import { askOrigin } from '../harness/origin.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('a reviewer rejects with the keyboard and a reason, and nothing is merged', async () => {
  const { api: admin } = await as(url, 'admin');
  const { api: member } = await as(url, 'member');
  const shop = await registerShop(admin, inject('dataDir'), 'shop-reject');
  const { runId } = await fileOverriding(member, scriptContract('shop-reject', SMALL_CHANGE));
  await waitForStatus(member, runId, ['IN_REVIEW']);

  const reviewer = await visit(browser, url, 'reviewer');
  const { page } = reviewer;
  await page.goto(`/reviews/${runId}`);
  await page.getByRole('heading', { level: 1, name: 'Add a line to the pricing guide of the shop' }).waitFor();
  await page.keyboard.press('x');
  const reason = page.getByLabel('Why it is rejected');
  await reason.waitFor();

  await page.getByTestId('send-decision').click();
  await page.getByText('Say why it is rejected.').waitFor();
  expect((await member.runs.get.query({ id: runId })).status).toBe('IN_REVIEW');

  await reason.fill('The guide is written by marketing, not by us.');
  await page.keyboard.press('Control+Enter');
  // The page goes on to the next in the queue, when there is one.
  await page.getByRole('alert').filter({ hasText: 'Rejected' }).waitFor();
  await page.goto(`/reviews/${runId}`);
  await page.locator('main [data-status="REJECTED"]').first().waitFor();
  await page.getByText('The guide is written by marketing, not by us.').waitFor();

  expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(shop.baseSha);
  expect((await member.runs.get.query({ id: runId })).status).toBe('REJECTED');
  expect(reviewer.problems()).toEqual([]);
  await reviewer.close();
});
