import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { expectAccessible, launchBrowser, visit } from '../harness/browser.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('an admin freezes a repository, an approved change says why it waits, lands when the freeze is ended, and is taken back with one button', async () => {
  const [{ api: admin }, { api: member }, { api: reviewer }] = await Promise.all([
    as(url, 'admin'),
    as(url, 'member'),
    as(url, 'reviewer'),
  ]);
  await registerShop(admin, inject('dataDir'), 'shop-landing-ui');
  const { runId } = await fileOverriding(member, scriptContract('shop-landing-ui', SMALL_CHANGE));
  await waitForStatus(member, runId, ['IN_REVIEW']);

  const desk = await visit(browser, url, 'admin');
  await desk.page.goto('/repositories');
  await desk.page.getByRole('button', { name: 'Add a freeze' }).click();
  const form = desk.page.getByRole('form', { name: 'Add a freeze' });
  await form.getByRole('button', { name: 'Freeze' }).click();
  await form.getByText('Say when it ends.').waitFor();
  await form.getByRole('combobox', { name: 'Where' }).click();
  await desk.page.getByRole('option', { name: 'shop-landing-ui' }).click();
  await form.getByLabel('Until').fill('2099-01-02T08:00');
  await form.getByLabel('Reason').fill('Holiday freeze');
  await form.getByRole('button', { name: 'Freeze' }).click();
  // A year at most; what was typed stays.
  await form.getByText('Choose an end at most 366 days after the beginning.', { exact: true }).waitFor();
  const soon = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 16);
  await form.getByLabel('Until').fill(soon);
  await form.getByRole('button', { name: 'Freeze' }).click();
  const freeze = desk.page.getByTestId('freeze').filter({ hasText: 'shop-landing-ui' });
  await freeze.filter({ hasText: 'Holiday freeze' }).waitFor();
  await expectAccessible(desk.page);

  const { artifact } = await member.reviews.room.query({ runId });
  await reviewer.reviews.decide.mutate({ runId, artifactDigest: artifact.digest, verdict: 'approve', reason: 'Looked at it closely.' });
  const reading = await visit(browser, url, 'reviewer');
  await reading.page.goto(`/reviews/${runId}`);
  await reading.page
    .getByTestId('waits-to-land')
    .filter({ hasText: /frozen until .*: Holiday freeze/ })
    .waitFor();
  await freeze.getByRole('button', { name: 'End now' }).click();
  await freeze.waitFor({ state: 'detached' });
  await waitForStatus(member, runId, ['MERGED']);

  await reading.page.getByTestId('merged').waitFor();
  await reading.page.getByTestId('landing').filter({ hasText: 'nothing was run again' }).waitFor();
  await expectAccessible(reading.page);
  await reading.page.getByRole('button', { name: 'Revert' }).click();
  await reading.page.getByRole('heading', { level: 1, name: /^Revert: Add a line/ }).waitFor();
  await reading.page
    .getByTestId('revert')
    .getByRole('link', { name: /^task \d+: Add a line/ })
    .waitFor();
  const { revertedBy } = await member.runs.get.query({ id: runId });
  expect(reading.page.url()).toContain(`/tasks/${revertedBy?.id}`);
  expect([...desk.problems(), ...reading.problems()].filter((problem) => !problem.includes('400'))).toEqual([]);
  await desk.close();
  await reading.close();
});
