import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientWith } from '../../scripts/stack/api-client.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { launchBrowser, visit } from '../harness/browser.ts';
import { expectGoodLooks } from '../harness/looks.ts';
import { PASSWORD, PEOPLE } from '../harness/people.ts';

let browser: Browser;
let stack: Stack;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-new-'));
  [browser, stack] = await Promise.all([
    launchBrowser(),
    startStack({ root: resolve(import.meta.dirname, '../..'), dataDir, port: 0, capacity: 1, throwAway: true }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('a new installation makes its first admin once, and shows them the first steps', async () => {
  const visitor = await visit(browser, stack.url, null);
  const { page } = visitor;
  await page.goto('/tasks');
  await page.getByRole('heading', { level: 1, name: 'Set up this installation' }).waitFor();
  await expectGoodLooks(page, 'set-up', () => page.getByLabel('Your name').waitFor());

  await page.getByLabel('Your name').fill(PEOPLE.admin.name);
  await page.getByLabel('E-mail').fill(PEOPLE.admin.email);
  await page.getByRole('textbox', { name: 'Password' }).fill('short');
  await page.getByRole('button', { name: 'Make the first admin' }).click();
  await page.getByText('Use at least 10 characters.').waitFor();
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Make the first admin' }).click();
  const steps = page.getByRole('list', { name: 'First steps' });
  await expectGoodLooks(page, 'inbox-new', () => steps.waitFor());
  expect(await steps.getByRole('link').allTextContents()).toEqual(['Connect', 'Choose', 'File a task']);
  expect(visitor.problems()).toEqual([]);
  await visitor.close();

  const late = await visit(browser, stack.url, null);
  await late.page.goto('/set-up');
  await late.page.getByRole('heading', { level: 1, name: 'Already set up' }).waitFor();
  await late.close();
  const again = clientWith(stack.url, '').setUp.createFirstAdmin.mutate({ name: 'Eve', email: 'eve@e2e.example', password: PASSWORD });
  await expect(again).rejects.toThrow();
});
