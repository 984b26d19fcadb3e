import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { connectDatabase } from '../../server/adapters/db/connect.ts';
import { seedPolicy } from '../../server/adapters/db/seed.ts';
import { parsePolicy } from '../../server/domain/policy/parse.ts';
import { digestOf } from '../../server/domain/shared/digest.ts';
import { launchBrowser, type Visitor, visit } from '../harness/browser.ts';
import { expectGoodLooks } from '../harness/looks.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';
import { type OwnStack, startOwnStack } from './own-stack.ts';

const REPOSITORY = 'afterwards-shop';
const SHIPPED = await readFile(new URL('../../policies/default.yaml', import.meta.url), 'utf8');

let stack: OwnStack;
let url: string;
let browser: Browser;
let rami: Visitor;
let member: ApiClient;
const file = async (title: string, script: string) => (await fileOverriding(member, scriptContract(REPOSITORY, script, { title }))).runId;
const inForce = async (yaml: string) => {
  const policy = parsePolicy(yaml);
  if (!policy.ok) throw new Error('this is no policy');
  const db = connectDatabase({ url: stack.databaseUrl });
  try {
    await seedPolicy(db, { name: 'default', version: 1, yaml, digest: digestOf(policy.value), now: Date.now() });
  } finally {
    await db.close();
  }
};
const sectionOf = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name}`) });

beforeAll(async () => {
  // Of its own, because it changes what the installation's policy says.
  stack = await startOwnStack(2);
  ({ url, member } = stack);
  browser = await launchBrowser();
  await registerShop(stack.admin, stack.dataDir, REPOSITORY);
  rami = await visit(browser, url, 'reviewer');
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test('what landed without a person is read afterwards: one reviewer agrees, or disagrees and takes it back', async () => {
  await inForce(`${SHIPPED}\nmerge: {audit_sample_percent: 100}\n`);
  const [right, wrong] = ['Say in the pricing guide that prices include tax', 'Say in the pricing guide that carts last forever'];
  const runs = [await file(right, "echo 'Prices include tax.' >> docs/pricing.md")];
  await waitForStatus(member, runs[0] ?? '', ['MERGED']);
  runs.push(await file(wrong, "echo 'Carts last forever.' >> docs/pricing.md"));
  await waitForStatus(member, runs[1] ?? '', ['MERGED']);

  const { page } = rami;
  await page.goto(`/reviews?repository=${REPOSITORY}`);
  const sample = sectionOf(page, 'Audit sample');
  await expectGoodLooks(page, 'audit-sample', () => sample.locator('[data-run]').nth(1).waitFor());
  await sample.getByRole('link', { name: wrong }).click();
  const form = page.getByRole('form', { name: 'After landing' });
  await form.getByText('This change is already in main.').waitFor();
  await expectGoodLooks(page, 'after-landing', () => form.waitFor());
  expect(await form.getByRole('button', { name: 'Disagree and revert' }).isDisabled()).toBe(true);
  await form.getByLabel('What you found').fill('Carts end after a week.');
  await form.getByRole('button', { name: 'Disagree and revert' }).click();
  await page.getByRole('heading', { level: 1, name: `Revert: ${wrong}` }).waitFor();

  await page.goto(`/reviews/${runs[0]}`);
  await form.getByRole('button', { name: 'Agree', exact: true }).click();
  await page.getByText('You agree with what landed').waitFor();
  await page.goto(`/reviews/${runs[1]}`);
  await page.getByTestId('landed-review').getByText('Carts end after a week.').waitFor();
  await page.goto(`/reviews?repository=${REPOSITORY}`);
  await page.getByRole('heading', { level: 1, name: 'Reviews' }).waitFor();
  await sample.waitFor({ state: 'detached' });
  expect(rami.problems()).toEqual([]);
});

test('harmless changes are read as diffs and approved together; one that somebody rejected meanwhile is refused with the reason', async () => {
  const made = (name: string) => `mkdir -p src/generated && echo 'export const ${name} = 1;' > src/generated/${name}.js`;
  const titles = ['Make the list of rates anew', 'Make the list of regions anew'];
  const runs = [await file(titles[0] ?? '', made('rates')), await file(titles[1] ?? '', made('regions'))];
  await Promise.all(runs.map((runId) => waitForStatus(member, runId, ['IN_REVIEW'])));

  const { page } = rami;
  await page.goto('/reviews');
  await page.getByRole('link', { name: 'Harmless changes' }).click();
  const [rates, regions] = titles.map((title) => page.locator('li[data-run]').filter({ hasText: title }));
  if (!rates || !regions) throw new Error('both are on the page');
  await rates.getByText('export const rates = 1;').waitFor();
  await regions.getByText('export const regions = 1;').waitFor();
  await expectGoodLooks(page, 'harmless-changes', () => rates.getByText('export const rates = 1;').waitFor());
  for (const item of [rates, regions]) await item.getByLabel('I have read it').check();

  const { artifact } = await member.reviews.room.query({ runId: runs[1] ?? '' });
  const { api: sara } = await as(url, 'second');
  await sara.reviews.decide.mutate({
    runId: artifact.runId,
    artifactDigest: artifact.digest,
    verdict: 'reject',
    reason: 'Regions are gone.',
  });
  await page.getByRole('button', { name: 'Approve 2 changes' }).click();
  await page.getByRole('alert').filter({ hasText: 'Not approved: It is no longer in review.' }).waitFor();
  await page.getByText('1 change approved').waitFor();
  await rates.waitFor({ state: 'detached' });
  await waitForStatus(member, runs[0] ?? '', ['MERGED']);
  expect(rami.problems()).toEqual([]);
});

test('a reviewer sees how they have reviewed, and nobody else but an admin does', async () => {
  const { page } = rami;
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.getByRole('menuitem', { name: 'Your reviewing' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your reviewing' }).waitFor();
  await expectGoodLooks(page, 'reviewing', () => page.getByRole('link', { name: /Make the list of rates anew/ }).waitFor());
  const people = await member.people.list.query();
  const id = people.find(({ name }) => name === 'Rami Reviewer')?.id ?? '';
  const [sara, ada] = [await visit(browser, url, 'second'), await visit(browser, url, 'admin')];
  await sara.page.goto(`/people/${id}/reviewing`);
  await sara.page.getByText('How somebody reviews is shown to themselves and to admins.').waitFor();
  await ada.page.goto('/people');
  await ada.page.getByRole('link', { name: 'Rami Reviewer' }).click();
  await ada.page.getByRole('heading', { level: 1, name: 'Reviewing of Rami Reviewer' }).waitFor();
  await ada.page.getByTestId('measures').waitFor();
  expect([...rami.problems(), ...ada.problems()]).toEqual([]);
  await Promise.all([sara.close(), ada.close()]);
});
