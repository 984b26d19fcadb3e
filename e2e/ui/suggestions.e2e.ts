import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { expectAccessible, launchBrowser, visit } from '../harness/browser.ts';
import { askOrigin } from '../harness/origin.ts';
import { as, PEOPLE } from '../harness/people.ts';
import { shoot } from '../harness/screenshots.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('a reviewer puts their own lines in; the new result is checked, they do not count for it, and what lands has their lines', async () => {
  const { api: admin } = await as(url, 'admin');
  const { api: member } = await as(url, 'member');
  const { api: second } = await as(url, 'second');
  const shop = await registerShop(admin, inject('dataDir'), 'shop-suggestions');
  const { runId } = await fileOverriding(member, scriptContract('shop-suggestions', SMALL_CHANGE));
  await waitForStatus(member, runId, ['IN_REVIEW']);

  const visitor = await visit(browser, url, 'reviewer');
  const { page } = visitor;
  await page.goto(`/reviews/${runId}`);
  const card = page.locator('[data-file="src/checkout.js"]');
  await card.scrollIntoViewIfNeeded();
  const line = card.locator('[data-line]').filter({ hasText: '// Prices include tax.' }).first();
  await line.waitFor();
  const number = await line.getAttribute('data-line');
  await card.locator(`[data-column-number="${number}"][data-line-type=change-addition]`).first().click();
  const box = page.getByTestId('comment-box');
  await box.getByRole('button', { name: 'Suggest a change' }).click();
  const lines = box.getByLabel('Suggested lines');
  expect(await lines.inputValue()).toBe('// Prices include tax.');
  await lines.fill('// Every price includes tax.\n// See docs/pricing.md.');
  await page.reload();
  await page.getByTestId('suggestions').waitFor();
  await shoot(page, 'suggestion');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Put in 1 suggestion as a commit' }).click();
  await page.waitForURL((now) => now.pathname.startsWith('/runs/'));
  const next = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await waitForStatus(member, next, ['IN_REVIEW']);

  const room = await member.reviews.room.query({ runId: next });
  expect(room.artifact.handoffBy).toBe('suggestions');
  expect(room.artifact.change.commits.at(-1)?.subject).toBe('Apply a suggestion from review');
  expect(room.checks.map(({ outcome }) => outcome)).toEqual(['passed']);

  await page.goto(`/reviews/${next}`);
  await page.getByRole('heading', { name: 'Changed since run 1' }).waitFor();
  await page.locator('[data-line]').filter({ hasText: 'See docs/pricing.md.' }).first().waitFor();
  await shoot(page, 'suggested-result');
  const { api: reviewer } = await as(url, 'reviewer');
  const digest = room.artifact.digest;
  await reviewer.reviews.decide.mutate({ runId: next, artifactDigest: digest, verdict: 'approve', reason: 'I wrote it.' });
  const after = await member.reviews.room.query({ runId: next });
  expect(after.run.status).toBe('IN_REVIEW');
  expect(after.decisions[0]?.decision.ignored).toEqual([{ person: PEOPLE.reviewer.name, why: 'pushed commits to the branch' }]);
  await second.reviews.decide.mutate({ runId: next, artifactDigest: digest, verdict: 'approve', reason: 'Read both.' });
  await waitForStatus(member, next, ['MERGED']);
  expect(await askOrigin(shop, 'show', 'main:src/checkout.js')).toMatch(/\/\/ Every price includes tax\.\n\/\/ See docs\/pricing\.md\.$/);
  expect(visitor.problems()).toEqual([]);
  await visitor.close();
});
