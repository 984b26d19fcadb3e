import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { launchBrowser, type Visitor, visit } from '../harness/browser.ts';
import { expectGoodLooks } from '../harness/looks.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
const REPOSITORY = 'queue-shop';
const QUEUE = `/reviews?repository=${REPOSITORY}`;
const TITLES = ['Round each price of the cart once', 'Say in the checkout that prices include tax', 'Keep the cart of a guest for a week'];

let browser: Browser;
let rami: Visitor;
let sara: Visitor;
let admin: ApiClient;
let member: ApiClient;
let repositoryId: string;
const file = async (title: string) => (await fileOverriding(member, scriptContract(REPOSITORY, SMALL_CHANGE, { title }))).runId;
const rowOf = (page: Page, title: string) => page.locator('[data-run]').filter({ hasText: title });

beforeAll(async () => {
  browser = await launchBrowser();
  [{ api: admin }, { api: member }] = await Promise.all([as(url, 'admin'), as(url, 'member')]);
  await registerShop(admin, inject('dataDir'), REPOSITORY);
  repositoryId = (await admin.repositories.list.query()).find(({ name }) => name === REPOSITORY)?.id ?? '';
  const runIds = await Promise.all(TITLES.map(file));
  await Promise.all(runIds.map((runId) => waitForStatus(member, runId, ['IN_REVIEW'])));
  [rami, sara] = await Promise.all([visit(browser, url, 'reviewer'), visit(browser, url, 'second')]);
});
afterAll(() => browser?.close());

test('a reviewer works through the queue by keyboard: snooze, undo, assign, a saved view, and the room at its approval', async () => {
  const { page } = rami;
  await page.goto(QUEUE);
  const heading = (name: string) => page.getByRole('region', { name: new RegExp(`^${name}`) });
  await heading('Your review').locator('[data-run]').nth(2).waitFor();
  await page.keyboard.press('j');
  const title = (await page.locator('[data-run][data-chosen] a').textContent()) ?? '';
  expect(TITLES).toContain(title);
  expect(await page.locator('[data-run][data-chosen] a').getAttribute('title')).toMatch(
    /^(No findings|Worst finding is .*); waits .* due in/,
  );

  await page.keyboard.press('h');
  await page.getByRole('button', { name: 'Until something changes' }).click();
  await heading('Snoozed').getByText(title).waitFor();
  await page.getByText(/Press z to undo/).waitFor();
  await page.keyboard.press('z');
  await heading('Your review').getByText(title).waitFor();

  await page.keyboard.press('s');
  await page.getByRole('combobox', { name: 'Reviewer' }).click();
  await page.getByRole('option', { name: 'Sara Second' }).click();
  await rowOf(page, title).getByText('Sara Second').waitFor();

  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this filter as a view' }).click();
  await page.getByLabel('Name').fill('The queue shop');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'The queue shop' }).waitFor();
  await page.goto('/reviews');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'The queue shop' }).click();
  await page.waitForURL(`**${QUEUE}`);

  await page.locator('[data-run][data-chosen]').waitFor();
  await page.keyboard.press('a');
  await page.waitForURL(/\/reviews\/run_\w+\?repository=queue-shop$/);
  await page
    .locator('[data-testid=owner]')
    .getByText(/You have it|assigned to you|has it/)
    .waitFor();
  await page.locator('[data-testid=send-decision][data-verdict=approve]').waitFor();
  expect(rami.problems()).toEqual([]);
});

test('a second reviewer is told who reads an artifact, and takes it over with one click', async () => {
  const { sections } = await (await as(url, 'reviewer')).api.reviews.queue.query({
    filter: { repository: REPOSITORY, owner: 'unclaimed' },
  });
  const runId = sections.flatMap(({ items }) => items)[0]?.runId ?? '';
  await rami.page.goto(`/reviews/${runId}`);
  await rami.page.getByTestId('owner').getByText('You have it while this page is open.').waitFor();
  await sara.page.goto(`/reviews/${runId}`);
  await sara.page
    .getByTestId('owner')
    .getByText(/^Rami Reviewer is reading this since \d+ min\.$/)
    .waitFor();
  await sara.page.getByRole('button', { name: 'Take over' }).click();
  await sara.page.getByTestId('owner').getByText('You have it while this page is open.').waitFor();
  await rami.page
    .getByTestId('owner')
    .getByText(/^Sara Second is reading this/)
    .waitFor();
  expect([...rami.problems(), ...sara.problems()]).toEqual([]);
});

test('at its limit a repository holds new tasks back, says who could clear it, and lets them start when a review comes in', async () => {
  await admin.desk.setLimit.mutate({ repositoryId, limit: TITLES.length });
  const held = await file('Show the tax of an order on its own line');
  // Another file may have people of its own meanwhile.
  const backlog = /Review backlog: 3 of 3 in queue-shop; Ada Admin, .*could clear it/;
  await rami.page.goto('/');
  await rami.page.getByTestId('backlog').getByText(backlog).waitFor();
  const visitor = await visit(browser, url, 'member');
  await visitor.page.goto(`/runs/${held}`);
  await visitor.page.getByText(backlog).first().waitFor();
  await expectGoodLooks(rami.page, 'review-backlog', (page) => page.getByTestId('backlog').waitFor());
  await rami.page.goto(QUEUE);
  await expectGoodLooks(rami.page, 'review-queue', (page) => rowOf(page, TITLES[0] ?? '').waitFor());

  const [first] = (await member.reviews.queue.query({ filter: { repository: REPOSITORY, text: TITLES[0] } })).sections.flatMap(
    ({ items }) => items,
  );
  const { artifact } = await member.reviews.room.query({ runId: first?.runId ?? '' });
  const { api: reviewer } = await as(url, 'reviewer');
  await reviewer.reviews.decide.mutate({
    runId: artifact.runId,
    artifactDigest: artifact.digest,
    verdict: 'reject',
    reason: 'Not like this.',
  });
  await waitForStatus(member, held, ['IN_REVIEW']);
  expect([...rami.problems(), ...visitor.problems()]).toEqual([]);
  await visitor.close();
});
