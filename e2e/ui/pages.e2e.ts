import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import type { ContractInput } from '../../server/domain/contract/contract.ts';
import { launchBrowser, visit } from '../harness/browser.ts';
import { expectGoodLooks } from '../harness/looks.ts';
import { as, type Who } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
const CHECKOUT = parse(readFileSync(join(import.meta.dirname, '../../demo/checkout-bug.yaml'), 'utf8')) as ContractInput;
const REPOSITORY = 'webshop';

let browser: Browser;
let ids: { readonly taskId: string; readonly runId: string };
beforeAll(async () => {
  browser = await launchBrowser();
  const { api: admin } = await as(url, 'admin');
  const { api: member } = await as(url, 'member');
  await registerShop(admin, inject('dataDir'), REPOSITORY);
  const filed = await Promise.all([
    fileOverriding(member, { ...CHECKOUT, environment: { ...CHECKOUT.environment, repository: REPOSITORY } }),
    fileOverriding(
      member,
      scriptContract(REPOSITORY, "echo 'Prices include tax.' >> docs/pricing.md", {
        title: 'Say in the pricing guide that prices include tax',
      }),
    ),
    fileOverriding(
      member,
      scriptContract(REPOSITORY, 'npm run a-codemod-that-is-not-there', {
        title:
          'Replace the deprecated rounding of amounts in each of the modules that still call it, from cart and checkout to the orders export',
      }),
    ),
  ]);
  for (const { runId } of filed) await waitForStatus(member, runId, ['IN_REVIEW', 'MERGED', 'FAILED']);
  const [checkout] = filed;
  if (!checkout) throw new Error('A task was filed.');
  ids = checkout;
});
afterAll(() => browser?.close());

/** `ready` is in the page when it has its data. */
type PageCase = {
  readonly name: string;
  readonly who: Who | null;
  readonly path: () => string;
  readonly ready: (page: Page) => Promise<unknown>;
};
const TITLE = CHECKOUT.title;
const text = (words: string) => (page: Page) => page.locator('main').getByText(words).first().waitFor();
const CASES: readonly PageCase[] = [
  { name: 'sign-in', who: null, path: () => '/sign-in', ready: (page) => page.getByLabel('E-mail').waitFor() },
  {
    name: 'inbox',
    who: 'reviewer',
    path: () => '/',
    ready: (page) => page.getByRole('list', { name: 'Needs you' }).getByText(TITLE).first().waitFor(),
  },
  { name: 'tasks', who: 'member', path: () => '/tasks', ready: text(TITLE) },
  {
    name: 'new-task',
    who: 'member',
    path: () => `/tasks/new?from=${ids.taskId}`,
    ready: (page) => page.getByTestId('standing').filter({ hasText: 'Ready' }).waitFor(),
  },
  { name: 'task', who: 'member', path: () => `/tasks/${ids.taskId}`, ready: text('unit-tests') },
  {
    name: 'run',
    who: 'member',
    path: () => `/runs/${ids.runId}`,
    ready: (page) => page.getByTestId('log').getByText('Judge').first().waitFor(),
  },
  {
    name: 'run-raw',
    who: 'member',
    path: () => `/runs/${ids.runId}?tab=raw`,
    ready: (page) => page.getByTestId('raw-log').locator('[data-seq]').first().waitFor(),
  },
  { name: 'run-sandbox', who: 'member', path: () => `/runs/${ids.runId}?tab=sandbox`, ready: text('Mounts') },
  { name: 'reviews', who: 'reviewer', path: () => '/reviews', ready: text(TITLE) },
  {
    name: 'reading-room',
    who: 'reviewer',
    path: () => `/reviews/${ids.runId}`,
    ready: (page) => page.locator('[data-check="unit-tests"][data-verdict=proven]').waitFor(),
  },
  { name: 'repositories', who: 'admin', path: () => '/repositories', ready: text(REPOSITORY) },
  { name: 'agents', who: 'admin', path: () => '/agents', ready: text('opencode') },
  { name: 'people', who: 'admin', path: () => '/people', ready: text('Mila Member') },
  {
    name: 'audit',
    who: 'admin',
    path: () => '/audit',
    ready: async (page) => {
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByText(/^[\d,]+ entries, unbroken$/).waitFor();
      await page.locator('[data-entry]').first().waitFor();
    },
  },
  { name: 'policies', who: 'admin', path: () => '/policies', ready: (page) => page.locator('main h2').first().waitFor() },
];

describe.concurrent('every page', () => {
  test.each(CASES)('$name is accessible, has one heading, fits and logs no error', async ({ name, who, path, ready }) => {
    const visitor = await visit(browser, url, who);
    await visitor.page.goto(path());
    await expectGoodLooks(visitor.page, name, ready);
    expect(visitor.problems()).toEqual([]);
    await visitor.close();
  });
});

describe.concurrent('nothing there yet', () => {
  test.each([
    ['/tasks?q=nothing-is-called-like-this', 'member'],
    ['/reviews', 'member'],
    ['/audit?q=nothing-is-called-like-this', 'admin'],
  ] as const)('%s says so and what to do', async (path, who) => {
    const visitor = await visit(browser, url, who);
    await visitor.page.goto(path);
    await visitor.page
      .locator('main')
      .getByText(/^(Nothing|No )/)
      .first()
      .waitFor();
    expect(visitor.problems()).toEqual([]);
    await visitor.close();
  });
});
