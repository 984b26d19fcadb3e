import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import { launchBrowser, visit } from '../harness/browser.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const PAGES = 300;
const SCRIPT = [
  'mkdir -p src/many',
  `for i in $(seq -w 1 ${PAGES}); do seq -f "// Line %g of page $i" 1 40 > src/many/page-$i.js; done`,
  'seq -f "// Line %g of the long one" 1 3000 > src/many/x-long.js',
  'head -c 40000 /dev/zero | tr "\\0" x > src/many/y-wide.js',
].join('\n');

const inWindow = async (page: Page, path: string): Promise<boolean> => {
  const box = await page.locator(`[data-file="${path}"]`).boundingBox();
  return box !== null && box.y < 200 && box.y + box.height > 100;
};
const until = (what: string, holds: () => Promise<boolean>) => waitFor(what, 10_000, holds, () => 'not yet');

test('a change of hundreds of files is read with keys, tree and search, and nothing typed is lost on the way', async () => {
  const { api: member } = await as(url, 'member');
  await registerShop((await as(url, 'admin')).api, inject('dataDir'), 'shop-big-diff');
  const boundary = { allowedPaths: ['src/**'], maxFiles: 1_000, maxLines: 100_000 };
  const { runId } = await fileOverriding(member, scriptContract('shop-big-diff', SCRIPT, { boundary }));
  await waitForStatus(member, runId, ['IN_REVIEW']);

  const visitor = await visit(browser, url, 'reviewer');
  const { page } = visitor;
  const tree = page.getByRole('navigation', { name: 'Changed files' });
  const card = (path: string) => page.locator(`[data-file="${path}"]`);
  const pageFile = (number: number) => `src/many/page-${String(number).padStart(3, '0')}.js`;
  await page.goto(`/reviews/${runId}`);
  await tree.getByText(`0 of ${PAGES + 2} viewed`).waitFor();
  expect(await page.locator('[data-file]').count()).toBeLessThan(15);

  for (const key of ['j', 'j', ']', 'k']) await page.keyboard.press(key);
  await until('the third file to be up', () => inWindow(page, pageFile(3)));
  const top = await page.evaluate(() => window.scrollY);
  await page.keyboard.press('n');
  await until('the next change to be up', async () => (await page.evaluate(() => window.scrollY)) > top);

  // Straight to a file far away, and a comment there.
  await tree.getByLabel('Filter files').fill('page 250');
  await tree.getByText('page-250.js').click();
  await until('the file to be up', () => inWindow(page, pageFile(250)));
  await card(pageFile(250)).getByRole('button', { name: 'Comment', exact: true }).click();
  await page.getByLabel(`Comment on ${pageFile(250)} line 1`).fill('Half a thought');
  await page
    .getByRole('heading', { level: 1 })
    .evaluate((heading: HTMLElement) => (document.activeElement as HTMLElement)?.blur() ?? heading);
  await page.evaluate(() => window.scrollTo({ top: document.body.scrollHeight }));
  await card(pageFile(250)).waitFor({ state: 'detached' });

  // Large and wide files wait for somebody to ask.
  await card('src/many/x-long.js').getByText('Large: 3,000 changed lines.').waitFor();
  await card('src/many/y-wide.js').getByText('Has very long lines.').waitFor();
  await card('src/many/x-long.js').getByRole('button', { name: 'Show the difference' }).click();
  await card('src/many/x-long.js').getByText('2,000 more lines.').waitFor();

  await tree.getByText('page-250.js').click();
  expect(await page.getByLabel(`Comment on ${pageFile(250)} line 1`).inputValue()).toBe('Half a thought');

  // Text in a file that is not in the page.
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Find in the difference' }).fill('line 33 of PAGE 123');
  await page.getByText('1 found').waitFor();
  await page.keyboard.press('Enter');
  await card(pageFile(123)).locator('[data-line="33"]').waitFor();
  await until('the line to be in the window', async () => {
    const box = await card(pageFile(123)).locator('[data-line="33"]').boundingBox();
    return box !== null && box.y > 50 && box.y < 850;
  });
  await page.keyboard.press('Escape');

  // The place is in the address, and Back is there again.
  await page.waitForURL((now) => now.searchParams.get('file') === pageFile(123));
  const before = await card(pageFile(123)).boundingBox();
  await page.keyboard.press('l');
  await page.waitForURL(`**/runs/${runId}`);
  await page.goBack();
  await card(pageFile(123)).waitFor();
  await until('the same place', async () => Math.abs(((await card(pageFile(123)).boundingBox())?.y ?? 9_999) - (before?.y ?? 0)) < 3);
  expect(visitor.problems()).toEqual([]);
  await visitor.close();
});
