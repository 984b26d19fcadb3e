import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ShopRepository } from '../../scripts/demo/shop-repository.ts';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { launchBrowser, visit } from '../harness/browser.ts';
import { askOrigin } from '../harness/origin.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let browser: Browser;
let admin: ApiClient;
let member: ApiClient;
beforeAll(async () => {
  browser = await launchBrowser();
  admin = (await as(url, 'admin')).api;
  member = (await as(url, 'member')).api;
});
afterAll(() => browser?.close());

/** A run of its own repository that waits for a decision. */
const inReview = async (name: string): Promise<{ readonly runId: string; readonly shop: ShopRepository }> => {
  const shop = await registerShop(admin, inject('dataDir'), name);
  const { runId } = await fileOverriding(member, scriptContract(name, SMALL_CHANGE));
  await waitForStatus(member, runId, ['IN_REVIEW']);
  return { runId, shop };
};
const openRoom = async (page: Page, runId: string) => {
  await page.goto(`/reviews/${runId}`);
  await page
    .getByTestId('send-decision')
    .or(page.getByRole('button', { name: 'Approve' }))
    .first()
    .waitFor();
};
const approveWith = async (page: Page, reason: string) => {
  await page.getByRole('button', { name: 'Approve' }).first().click();
  await page.getByLabel('Why it may land').fill(reason);
};

describe.concurrent('bad input gets a clear answer and changes nothing', () => {
  test.each([
    ['/runs/x', 'There is no such run.'],
    ['/tasks/x', 'There is no such task.'],
    ['/reviews/x', 'There is no such artifact.'],
    [`/runs/${encodeURIComponent("../../x'; --")}`, 'This is not an id.'],
    ['/nowhere', 'There is no page at this address'],
  ])('%s leads to a page that says so', async (path, words) => {
    const visitor = await visit(browser, url, 'member');
    await visitor.page.goto(path);
    await visitor.page.getByText(words).first().waitFor();
    expect(await visitor.page.locator('h1').count()).toBe(1);
    // The browser notes the refusal; nothing else may be wrong.
    expect(visitor.problems().filter((problem) => !/40[04]/.test(problem))).toEqual([]);
    await visitor.close();
  });

  test('a draft survives a reload in the middle of typing, and a double click files it once', async () => {
    await registerShop(admin, inject('dataDir'), 'shop-draft');
    const visitor = await visit(browser, url, 'second');
    const { page } = visitor;
    await page.goto('/tasks/new');
    await page.getByRole('button', { name: /^Maintenance change/ }).click();
    const title = `Say what prices include (${crypto.randomUUID().slice(0, 8)})`;
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill(title);
    await page
      .getByRole('textbox', { name: 'Outcome', exact: true })
      .fill('src/checkout.js says in a comment at its end that prices include tax.');
    await page.getByRole('textbox', { name: 'Allowed path 1', exact: true }).fill('src/checkout.js');
    await page.reload();
    await page.getByText('is restored').waitFor();
    expect(await page.getByRole('textbox', { name: 'Title', exact: true }).inputValue()).toBe(title);
    expect(await page.getByRole('textbox', { name: 'Outcome', exact: true }).inputValue()).toContain('prices include tax');
    expect(await page.getByRole('textbox', { name: 'Allowed path 1', exact: true }).inputValue()).toBe('src/checkout.js');

    for (const [label, option] of [
      ['Repository', 'shop-draft'],
      ['Agent', 'script'],
    ] as const) {
      await page.getByRole('combobox', { name: label }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    }
    await page.getByRole('textbox', { name: 'Context', exact: true }).fill(`\`\`\`countersign-script\n${SMALL_CHANGE}\n\`\`\``);
    await page.getByTestId('standing').filter({ hasText: 'Ready to be filed' }).waitFor();
    await page.getByRole('button', { name: 'File the task' }).dblclick();
    await page.waitForURL(/\/runs\//);
    const { items } = await member.tasks.list.query({ search: title });
    expect(items.map((row) => ({ title: row.title, runs: row.runs }))).toEqual([{ title, runs: 1 }]);
    expect(visitor.problems()).toEqual([]);
    await visitor.close();
  });

  test('five megabytes pasted are refused in words, and what was there stays', async () => {
    const visitor = await visit(browser, url, 'reviewer');
    const { page, context } = visitor;
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
    await page.goto('/tasks/new');
    const outcome = page.getByRole('textbox', { name: 'Outcome', exact: true });
    await outcome.fill('The answer is 422.');
    await page.evaluate(() => navigator.clipboard.writeText('A long text. '.repeat(400_000)));
    await outcome.focus();
    await page.keyboard.press('Control+v');
    await page.getByText(/That would be 5,200,0\d\d characters, and this field takes 10,000\. Nothing was pasted/).waitFor();
    expect(await outcome.inputValue()).toBe('The answer is 422.');
    expect(visitor.problems()).toEqual([]);
    await visitor.close();

    const contract = { ...scriptContract('shop', 'true'), task: { outcome: 'x'.repeat(5 * 1024 * 1024), context: '' } };
    await expect(member.tasks.file.mutate({ requestId: crypto.randomUUID(), contract, overrides: [] })).rejects.toThrow(
      /long|large|characters/i,
    );
  });

  test('an approval on a page that is out of date is refused, and the reason stays', async () => {
    const { runId, shop } = await inReview('shop-stale');
    const visitor = await visit(browser, url, 'reviewer');
    const { page } = visitor;
    await openRoom(page, runId);
    await approveWith(page, 'One sentence in one file, and it is true.');
    // From here on this page hears nothing new.
    await page.route(/reviews\.room/, (route) => route.abort());
    const { api: second } = await as(url, 'second');
    const { artifact } = await second.reviews.room.query({ runId });
    await second.reviews.decide.mutate({ runId, artifactDigest: artifact.digest, verdict: 'reject', reason: 'Not our guide.' });

    await page.getByTestId('send-decision').click();
    const refusal = page.getByRole('alert').filter({ has: page.getByRole('button', { name: 'Show it as it is now; what I typed stays' }) });
    await refusal.waitFor();
    expect(await refusal.getAttribute('data-failure')).toMatch(/^(stale_page|illegal_move)$/);
    expect(await page.getByLabel('Why it may land').inputValue()).toBe('One sentence in one file, and it is true.');
    await page.unroute(/reviews\.room/);
    await refusal.getByRole('button').click();
    await page.locator('main [data-status="REJECTED"]').first().waitFor();
    expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(shop.baseSha);
    await visitor.close();
  });

  test('a double click and two reviewers at once merge once', async () => {
    const { runId, shop } = await inReview('shop-double-click');
    const visitors = await Promise.all([visit(browser, url, 'reviewer'), visit(browser, url, 'second')]);
    for (const { page } of visitors) {
      await openRoom(page, runId);
      await approveWith(page, 'One sentence in one file, and it is true.');
    }
    await Promise.all(visitors.map(({ page }) => page.getByTestId('send-decision').dblclick()));
    for (const { page } of visitors) {
      // Each is told something: taken, or refused because the other one was faster.
      await page.getByRole('alert').or(page.getByTestId('merged')).first().waitFor();
      await page.goto(`/reviews/${runId}`);
      await page.getByTestId('merged').waitFor();
    }
    expect(await askOrigin(shop, 'rev-list', '--count', `${shop.baseSha}..main`)).toBe('1');
    const { reviews } = await member.reviews.room.query({ runId });
    expect(new Set(reviews.map(({ reviewerId }) => reviewerId)).size).toBe(reviews.length);
    for (const visitor of visitors) await visitor.close();
  });
});
