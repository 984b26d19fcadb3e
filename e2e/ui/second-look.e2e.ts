import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { expectAccessible, launchBrowser, visit } from '../harness/browser.ts';
import { as } from '../harness/people.ts';
import { shoot } from '../harness/screenshots.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Every run of the task runs all of it: the first adds two lines, the next puts a heading before one of them. */
const SCRIPT = [
  "grep -qF '// Prices include tax.' src/checkout.js || echo '// Prices include tax.' >> src/checkout.js",
  "if grep -qF 'All prices include tax.' docs/pricing.md; then sed -i '1i # All prices' docs/pricing.md; else echo 'All prices include tax.' >> docs/pricing.md; fi",
].join('\n');

test('a second look shows what changed since the first, with the marks and comments that still hold', async () => {
  const { api: admin } = await as(url, 'admin');
  const { api: member } = await as(url, 'member');
  const { api: reviewer } = await as(url, 'reviewer');
  await registerShop(admin, inject('dataDir'), 'shop-second-look');
  const { runId: first } = await fileOverriding(member, scriptContract('shop-second-look', SCRIPT));
  await waitForStatus(member, first, ['IN_REVIEW']);

  const visitor = await visit(browser, url, 'reviewer');
  const { page } = visitor;
  const card = (path: string) => page.locator(`[data-file="${path}"]`);
  await page.goto(`/reviews/${first}`);
  for (const path of ['src/checkout.js', 'docs/pricing.md']) {
    await page
      .getByRole('navigation', { name: 'Changed files' })
      .getByText(path.split('/')[1] ?? '')
      .click();
    await card(path).getByRole('checkbox', { name: 'Viewed' }).click();
    await card(path).getByRole('checkbox', { name: 'Viewed', checked: true }).waitFor();
  }
  await page.getByTestId('viewed-count').getByText('2 of 2 viewed').waitFor();
  await page.reload();
  await page.getByTestId('viewed-count').getByText('2 of 2 viewed').waitFor();

  const patch = await reviewer.reviews.find.query({ runId: first, since: null, text: 'All prices include tax.' });
  const [hit] = patch.hits;
  if (!hit) throw new Error('The new line of the guide was not found.');
  const at = { path: 'docs/pricing.md', side: 'head', line: hit.line, endLine: hit.line } as const;
  const { artifact } = await reviewer.reviews.room.query({ runId: first });
  const { followUpRunId: second } = await reviewer.reviews.decide.mutate({
    runId: first,
    artifactDigest: artifact.digest,
    verdict: 'request_changes',
    reason: 'Begin with a heading, please.',
    comments: [{ ...at, body: 'Say which tax.' }],
  });
  if (!second) throw new Error('No next run was made.');
  await waitForStatus(member, second, ['IN_REVIEW']);

  await page.goto(`/reviews/${second}`);
  await page.getByRole('heading', { name: 'Changed since run 1' }).waitFor();
  await page.getByTestId('viewed-count').getByText('0 of 1 viewed').waitFor();
  await page.keyboard.press('j');
  await card('docs/pricing.md').locator('[data-line]').filter({ hasText: '# All prices' }).waitFor();
  expect(await card('src/checkout.js').count()).toBe(0);
  await shoot(page, 'second-look');
  await expectAccessible(page);

  await page.keyboard.press('i');
  await page.getByRole('heading', { name: 'Difference' }).waitFor();
  expect(new URL(page.url()).searchParams.get('since')).toBe('whole');
  await page.getByTestId('viewed-count').getByText('1 of 2 viewed').waitFor();
  const earlier = card('docs/pricing.md').getByTestId('earlier-comment');
  await earlier.waitFor();
  expect(await earlier.getAttribute('data-place')).toBe('line');
  expect(await earlier.textContent()).toMatch(/Rami Reviewer.*on run 1.*earlier.*Say which tax\./s);
  const [carried] = await reviewer.reviews.earlierComments.query({ runId: second });
  expect(carried?.lines).toEqual({ line: hit.line + 1, endLine: hit.line + 1 });

  await page.getByRole('radiogroup', { name: 'What to compare with' }).getByText('Since run 1').click();
  await page.getByRole('heading', { name: 'Changed since run 1' }).waitFor();
  expect(visitor.problems()).toEqual([]);
  await visitor.close();
});
