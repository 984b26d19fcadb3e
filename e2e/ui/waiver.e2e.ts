import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, visit } from '../harness/browser.ts';
import { expectGoodLooks } from '../harness/looks.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
const SHOP = 'shop-waiver';
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('a finding is waived for a time with a reason, policy is asked again, and a reviewer revokes it', async () => {
  const [{ api: admin }, { api: member }] = await Promise.all([as(url, 'admin'), as(url, 'member')]);
  await registerShop(admin, inject('dataDir'), SHOP);
  const script = "mkdir -p src/billing && echo 'export const rate = 1;' > src/billing/rate.js";
  const { runId } = await fileOverriding(member, scriptContract(SHOP, script, { title: 'Name the rate of billing' }));
  await waitForStatus(member, runId, ['IN_REVIEW']);
  const answers = async () => (await admin.reviews.room.query({ runId })).decisions[0]?.decision.asks.findings.length;
  const before = (await answers()) ?? 0;
  expect(before).toBeGreaterThan(0);

  const reviewer = await visit(browser, url, 'reviewer');
  await reviewer.page.goto(`/reviews/${runId}`);
  await reviewer.page.locator('[data-finding]').first().waitFor();
  expect(await reviewer.page.getByRole('button', { name: 'Waive it in this repository' }).count()).toBe(0);

  const visitor = await visit(browser, url, 'admin');
  const { page } = visitor;
  await page.goto(`/reviews/${runId}`);
  const finding = page.locator('[data-finding][data-severity=high]').first();
  await finding.getByRole('button', { name: 'Waive it in this repository' }).click();
  await finding.getByLabel('Why it is no problem here').fill('The rate is shown to nobody and charged to nobody.');
  await finding.getByRole('button', { name: 'Waive it', exact: true }).click();
  await page.getByTestId('waived').getByText('charged to nobody').waitFor();
  expect(await answers()).toBe(before - 1);

  await page.goto('/policies');
  const row = page.getByTestId('waiver').filter({ hasText: SHOP });
  await row.waitFor();
  await expectGoodLooks(page, 'waivers', (shown) => shown.getByTestId('waiver').filter({ hasText: SHOP }).waitFor());
  await reviewer.page.goto('/policies');
  const mine = reviewer.page.getByTestId('waiver').filter({ hasText: SHOP });
  await mine.getByRole('button', { name: 'Revoke' }).click();
  await mine.getByLabel('Why it is revoked').fill('It is charged since today.');
  await mine.getByRole('button', { name: 'Revoke it' }).click();
  await mine.waitFor({ state: 'detached' });
  await expect.poll(answers, { timeout: 60_000 }).toBe(before);
  expect([...visitor.problems(), ...reviewer.problems()]).toEqual([]);
  await Promise.all([visitor.close(), reviewer.close()]);
});
