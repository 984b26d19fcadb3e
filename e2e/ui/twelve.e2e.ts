import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, visit } from '../harness/browser.ts';
import { askOrigin } from '../harness/origin.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
const SHOP = 'shop-twelve';
const SOURCES = [
  'addresses',
  'cart',
  'catalog',
  'checkout',
  'discounts',
  'http',
  'money',
  'orders',
  'router',
  'shipping',
  'store',
  'users',
];
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** The artifact that is on the page, once it can be decided about. */
const openRoom = async (page: Page, seen: ReadonlySet<string>): Promise<string> => {
  await page.waitForURL((now) => /\/reviews\/run_\w+$/.test(now.pathname) && !seen.has(now.pathname.split('/').at(-1) ?? ''));
  await page.locator('[data-digest][data-status=IN_REVIEW]').waitFor();
  await page.locator('[data-file] [data-line]').first().waitFor();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
};

test('a reviewer clears twelve artifacts with the keyboard alone: seven land, three go back, two end', async () => {
  const [{ api: admin }, { api: member }] = await Promise.all([as(url, 'admin'), as(url, 'member')]);
  const shop = await registerShop(admin, inject('dataDir'), SHOP);
  const runIds = await Promise.all(
    SOURCES.map(async (name) => {
      const script = `echo '// Prices include tax.' >> src/${name}.js`;
      return (await fileOverriding(member, scriptContract(SHOP, script, { title: `Say in ${name} that prices include tax` }))).runId;
    }),
  );
  await Promise.all(runIds.map((runId) => waitForStatus(member, runId, ['IN_REVIEW'], 240_000)));

  const visitor = await visit(browser, url, 'reviewer');
  const { page } = visitor;
  await page.goto(`/reviews?repository=${SHOP}`);
  await page.locator('[data-run]').nth(11).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const seen = new Set<string>();
  for (let index = 0; index < 12; index += 1) {
    const runId = await openRoom(page, seen);
    seen.add(runId);
    const key = index < 7 ? 'a' : index < 10 ? 'r' : 'x';
    await page.keyboard.press(key);
    await page.getByTestId('send-decision').waitFor();
    await page.keyboard.type(key === 'a' ? 'Read the line; it is a comment.' : 'Say it once, in the pricing guide.');
    await page.keyboard.press('Control+Enter');
    const [word] = key === 'a' ? ['Approved'] : key === 'r' ? ['Sent to the agent'] : ['Rejected'];
    await page.getByRole('alert').filter({ hasText: word }).last().waitFor();
    if (index === 11) await page.locator('[data-status=REJECTED]').first().waitFor();
  }
  expect([...seen].sort()).toEqual([...runIds].sort());
  const cleared = [...seen];
  await Promise.all(cleared.slice(0, 7).map((runId) => waitForStatus(member, runId, ['MERGED'], 240_000)));
  const statuses = await Promise.all(cleared.slice(7).map(async (id) => (await member.runs.get.query({ id })).status));
  expect(statuses).toEqual(['CHANGES_REQUESTED', 'CHANGES_REQUESTED', 'CHANGES_REQUESTED', 'REJECTED', 'REJECTED']);
  const landed = await askOrigin(shop, 'rev-list', '--first-parent', '--count', `${shop.baseSha}..main`);
  expect(landed).toBe('7');
  expect(visitor.problems()).toEqual([]);
  await visitor.close();
});
