import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import { makeScratch } from '../../server/testing/git-scratch.ts';
import { expectAccessible, launchBrowser, visit } from '../harness/browser.ts';
import { askOrigin } from '../harness/origin.ts';
import { as, PASSWORD } from '../harness/people.ts';
import { shoot } from '../harness/screenshots.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
const SHOP = 'shop-billing';
const MIGRATION = 'db/migrations/0007_invoices.sql';
const FILES = Array.from({ length: 22 }, (_, index) => `src/billing/part-${`${index + 1}`.padStart(2, '0')}.js`);
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('“Modernize the billing service”: challenged when it is filed, blocked when it comes back, with each reason, and no button lands it', async () => {
  const [{ api: admin }, { api: reviewer }, { api: second }] = await Promise.all([
    as(url, 'admin'),
    as(url, 'reviewer'),
    as(url, 'second'),
  ]);
  const shop = await registerShop(admin, inject('dataDir'), SHOP);
  const scratch = makeScratch();
  const files = {
    ...Object.fromEntries(FILES.map((path, index) => [path, `export const rate = ${index};\n`])),
    [MIGRATION]: 'create table invoices (id int primary key);\n',
  };
  const before = scratch.commit(shop.path, 'main', files, { message: 'Add the billing service' });
  scratch.remove();
  const repository = (await admin.repositories.list.query()).find(({ name }) => name === SHOP);
  const id = repository?.id ?? '';
  await admin.repositories.test.mutate({ id });
  await waitFor('the billing service to be mirrored', 60_000, async () =>
    (await admin.repositories.get.query({ id })).branches.some(({ sha }) => sha === before),
  );

  // The form challenges it; an admin gives a reason for each warning and forces it through.
  const title = 'Modernize the billing service';
  const script = `for file in src/billing/*.js; do sed -i 's/rate/taxRate/' "$file"; done\necho 'create table invoices (id bigint);' > ${MIGRATION}`;
  const contract = scriptContract(SHOP, script, {
    title,
    task: { outcome: 'Modernize the billing service.', context: `\`\`\`countersign-script\n${script}\n\`\`\`` },
    boundary: { allowedPaths: ['src/billing/**', 'db/migrations/**'], maxFiles: 20, maxLines: 400 },
  });
  const { findings } = await admin.tasks.lint.query({ contract });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(findings.map(({ field }) => field)).toEqual(expect.arrayContaining(['task.outcome', 'boundary.allowedPaths']));
  const { runId } = await fileOverriding(admin, contract);
  await waitForStatus(admin, runId, ['IN_REVIEW']);

  const room = await admin.reviews.room.query({ runId });
  expect(room.artifact.change.files).toHaveLength(23);
  expect(room.checks.map(({ outcome }) => outcome)).toEqual(['passed']);
  const decision = room.decisions[0]?.decision;
  expect(decision?.disposition).toBe('BLOCK');
  const because = decision?.because.join('\n') ?? '';
  for (const reason of ['block-sensitive-outside-contract', MIGRATION, 'billing']) expect(because).toContain(reason);
  const applied = decision?.trace.filter(({ applies }) => applies).map(({ rule }) => rule);
  for (const rule of ['block-sensitive-outside-contract', 'require-sensitive', 'require-two-person', 'require-reason-outside-contract'])
    expect(applied).toContain(rule);

  const visitor = await visit(browser, url, 'reviewer');
  const { page } = visitor;
  await page.goto(`/reviews/${runId}`);
  await page.getByRole('heading', { name: 'Blocked' }).waitFor();
  await page
    .getByText(/block-sensitive-outside-contract/)
    .first()
    .waitFor();
  await page.getByText('23 files').first().waitFor();
  await shoot(page, 'blocked');
  await expectAccessible(page);
  await page.keyboard.press('a');
  await page.getByText('Policy blocks this artifact. Your approval is recorded, and nothing lands.').waitFor();
  expect(await page.getByRole('button', { name: /merge|land/i }).count()).toBe(0);

  // Whoever approves, and as often as they like: nothing lands.
  const digest = room.artifact.digest;
  for (const api of [reviewer, second])
    await api.reviews.decide.mutate({ runId, artifactDigest: digest, verdict: 'approve', reason: 'It looks modern to me.' });
  const after = await admin.reviews.room.query({ runId });
  expect([after.run.status, after.decisions[0]?.decision.disposition]).toEqual(['IN_REVIEW', 'BLOCK']);
  await expect(reviewer.reviews.retryMerge.mutate({ runId })).rejects.toThrow();
  // Whoever asked for it cannot let it through either.
  const release = {
    runId,
    artifactDigest: digest,
    rule: 'block-sensitive-outside-contract',
    reason: 'I want it in today.',
    password: PASSWORD,
  };
  await expect(admin.reviews.release.mutate(release)).rejects.toThrow(/never by whoever asked/);
  expect(await askOrigin(shop, 'rev-parse', 'main')).toBe(before);
  expect(visitor.problems()).toEqual([]);
  await visitor.close();
});
