import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { launchBrowser, type Visitor, visit } from '../harness/browser.ts';
import { expectGoodLooks } from '../harness/looks.ts';
import { as, PASSWORD, PEOPLE } from '../harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
const REPOSITORY = 'shop-policy';
const TITLE = 'Say in the pricing guide that prices include tax';
const GRANTS = 'Rules of the installation that merge without a person and do not hold here';

let browser: Browser;
let admin: ApiClient;
let member: ApiClient;
let ada: Visitor;
let repositoryId: string;
let added: readonly string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  [{ api: admin }, { api: member }] = await Promise.all([as(url, 'admin'), as(url, 'member')]);
  // A wider policy needs a second admin, and the shipped one somebody who may release secrets.
  for (const who of ['confirmer', 'security'] as const) await admin.people.create.mutate({ ...PEOPLE[who], password: PASSWORD });
  const emails: readonly string[] = [PEOPLE.confirmer.email, PEOPLE.security.email];
  added = (await admin.people.list.query()).filter(({ email }) => emails.includes(email)).map(({ id }) => id);
  await registerShop(admin, inject('dataDir'), REPOSITORY);
  repositoryId = (await admin.repositories.list.query()).find(({ name }) => name === REPOSITORY)?.id ?? '';
  ada = await visit(browser, url, 'admin');
});
afterAll(async () => {
  for (const id of added) await admin.people.setActive.mutate({ id, active: false });
  await browser?.close();
});

const checked = (page: Page) => page.getByText('Checked', { exact: true }).waitFor();
const stateOf = (page: Page, state: string) => page.locator('main header').getByText(state, { exact: true }).waitFor();
const openEditor = async (page: Page) => {
  await page.goto(`/policies/edit?layer=${repositoryId}`);
  await page.locator('.cm-content').waitFor();
  await checked(page);
};
const save = async (page: Page, note: string): Promise<string> => {
  await page.getByLabel('Note').fill(note);
  await page.getByRole('button', { name: 'Save as a version' }).click();
  await page.waitForURL(/\/policies\/(?!edit)[^/?]+$/);
  await page.getByTestId('backtest').waitFor();
  return page.url();
};
const inForce = async () =>
  (await admin.policy.layers.query()).find((layer) => layer.repositoryId === repositoryId)?.inForce?.version ?? null;

test('an admin tightens the policy of a repository through the form, and it is in force at once', async () => {
  const { page } = ada;
  await page.goto('/policies');
  await page.getByRole('combobox', { name: 'Add a policy for a repository' }).click();
  await page.getByRole('option', { name: REPOSITORY }).click();
  await page.getByText('Nothing was saved for this repository yet.').waitFor();
  await page.getByRole('link', { name: `Edit the policy of ${REPOSITORY}` }).click();
  await page.locator('.cm-content').waitFor();
  await checked(page);
  await page.getByRole('combobox', { name: GRANTS }).fill('grant-docs');
  await page.keyboard.press('Enter');
  await page.locator('.cm-content').getByText('without: [grant-docs]').waitFor();
  await page.getByRole('tab', { name: 'What changes' }).click();
  await page.getByRole('list', { name: 'What changes' }).getByText('grant-docs').waitFor();

  // Nothing typed is lost by a reload.
  await page.getByLabel('Note').fill('Half a note');
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => localStorage.getItem(key)?.includes('Half a note')));
  await page.reload();
  await page.getByText(/^What you typed .* is restored\.$/).waitFor();
  await page.locator('.cm-content').getByText('without: [grant-docs]').waitFor();
  expect(await page.getByLabel('Note').inputValue()).toBe('Half a note');
  await checked(page);

  await save(page, 'Guides are read by a person.');
  await page.getByLabel('Reason').fill('The guides are quoted in contracts.');
  await page.getByRole('button', { name: 'Put in force', exact: true }).click();
  await stateOf(page, 'In force');
  expect(await inForce()).toBe(1);
  expect(ada.problems()).toEqual([]);
});

test('loosening it shows which artifact would land, waits for a second admin, and comes into force with their confirmation', async () => {
  const contract = scriptContract(REPOSITORY, "echo 'Prices include tax.' >> docs/pricing.md", {
    title: TITLE,
    boundary: { allowedPaths: ['docs/**'] },
  });
  const { runId } = await fileOverriding(member, contract);
  await waitForStatus(member, runId, ['IN_REVIEW']);

  const { page } = ada;
  await openEditor(page);
  await page.getByRole('combobox', { name: GRANTS }).focus();
  await page.keyboard.press('Backspace');
  await checked(page);
  await page.getByRole('tab', { name: 'Backtest' }).click();
  await page.getByRole('button', { name: 'Run the backtest' }).click();
  const looser = page.getByRole('list', { name: 'Backtest' }).locator('> [data-direction=looser]');
  await looser.getByText(TITLE).waitFor();
  await looser.getByText('May land by itself').waitFor();
  await expectGoodLooks(page, 'policy-editor', () => looser.waitFor());

  await save(page, 'Guides land by themselves again.');
  await page.getByRole('button', { name: 'Try it', exact: true }).click();
  await page.getByTestId('shadow-runs').waitFor();
  await page.getByRole('button', { name: 'Stop trying it' }).click();
  await page.getByTestId('shadow-runs').waitFor({ state: 'detached' });
  const ask = async (reason: string) => {
    await page.getByLabel('Reason').fill(reason);
    await page.getByRole('button', { name: 'Ask a second admin' }).click();
    await page.getByTestId('request').getByText(reason).waitFor();
  };
  await ask('I am not sure yet.');
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await page.getByTestId('request').waitFor({ state: 'detached' });
  await ask('The contracts quote a copy now.');
  await page.getByTestId('request').getByText('You asked for it, so another admin has to confirm it.').waitFor();
  expect(await page.getByRole('button', { name: /^Confirm/ }).count()).toBe(0);
  const pending = (await admin.policy.layers.query()).find((layer) => layer.repositoryId === repositoryId)?.pending;
  await expect(admin.policy.confirm.mutate({ activationId: pending?.id ?? '' })).rejects.toThrow();
  expect(await inForce()).toBe(1);

  const alex = await visit(browser, url, 'confirmer');
  await alex.page.goto('/');
  await alex.page.getByTestId('policy-waits').getByRole('link', { name: 'Look and decide' }).click();
  const request = alex.page.getByTestId('request');
  await request.getByText('The contracts quote a copy now.').waitFor();
  await alex.page.getByRole('list', { name: 'Backtest' }).locator('> [data-direction=looser]').getByText(TITLE).waitFor();
  await expectGoodLooks(alex.page, 'policy-second-admin', () => alex.page.getByTestId('backtest').waitFor());
  await request.getByRole('button', { name: 'Confirm: put it in force' }).click();
  await stateOf(alex.page, 'In force');
  expect(await inForce()).toBe(2);
  await stateOf(page, 'In force');
  // What waited is decided again, and lands by itself.
  await waitForStatus(member, runId, ['MERGED']);
  expect([...ada.problems(), ...alex.problems()]).toEqual([]);
  await alex.close();
});

test('an older version comes back from the history, and a text that cannot be used takes nothing out of force', async () => {
  const { page } = ada;
  await page.goto(`/policies?layer=${repositoryId}`);
  await expectGoodLooks(page, 'policy-layers', () => page.locator('[data-version="2"]').waitFor());
  await page.getByRole('link', { name: 'Version 1' }).click();
  await page.getByLabel('Reason').fill('Back to what we had.');
  await page.getByRole('button', { name: 'Put in force again' }).click();
  await stateOf(page, 'In force');
  expect(await inForce()).toBe(1);

  await openEditor(page);
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nwihtout: [grant-docs]');
  await page.getByRole('tab', { name: 'Problems (1 error)' }).click();
  await page
    .getByText(/wihtout/)
    .last()
    .waitFor();
  expect(await page.getByRole('button', { name: 'Save as a version' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: /^line \d+$/ }).click();
  await page.locator('.cm-editor.cm-focused').waitFor();
  await expect(admin.policy.saveDraft.mutate({ repositoryId, yaml: 'rules: [', note: '', basedOn: null })).rejects.toThrow(
    /not a policy that can be used/,
  );
  expect(await inForce()).toBe(1);
  expect(ada.problems()).toEqual([]);
});

test('a reviewer reads the policies and is offered no change', async () => {
  const rami = await visit(browser, url, 'reviewer');
  await rami.page.goto(`/policies?layer=${repositoryId}`);
  await rami.page.locator('[data-version="2"]').waitFor();
  expect(await rami.page.getByRole('link', { name: /^Edit/ }).count()).toBe(0);
  await rami.page.getByRole('link', { name: 'Version 2' }).click();
  await rami.page.getByRole('list', { name: 'What changes' }).waitFor();
  expect(await rami.page.getByRole('button', { name: /force/ }).count()).toBe(0);
  await rami.page.goto(`/policies/edit?layer=${repositoryId}`);
  await rami.page.getByText('This page is for the role admin').waitFor();
  expect(rami.problems()).toEqual([]);
  await rami.close();
});
