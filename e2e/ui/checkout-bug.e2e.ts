import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CHECKOUT_BUG, NAMING_COMMENT } from '../../demo/scripted-model/checkout-bug.ts';
import { launchBrowser, visit } from '../harness/browser.ts';
import { askOrigin } from '../harness/origin.ts';
import { as, PASSWORD, PEOPLE } from '../harness/people.ts';
import { shoot } from '../harness/screenshots.ts';
import { registerShop } from '../harness/tasks.ts';

const url = inject('url');
/** Names it so that the scripted model knows what to do; the shop and the bug are real. */
const TITLE = 'Checkout throws a 500 when the user has no saved addresses';
const OUTCOME =
  'POST /checkout for a user who has no saved addresses answers 422 with a clear error instead of throwing a 500. Reproduce it first, fix it, and add a regression test to test/checkout.test.js.';
const CONTEXT =
  'Reported by support: new customers who check out before they have saved an address see an error page. The log shows a TypeError in the checkout code.';
const RUN_MS = 240_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const status = (page: Page, word: string) => page.locator(`main [data-status="${word}"]`).first();

/** The notice after a decision; the page itself goes on to the next in the queue, when there is one. */
const said = (page: Page, words: string) => page.getByRole('alert').filter({ hasText: words });

const signInByForm = async (page: Page) => {
  await page.goto('/tasks');
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await page.getByLabel('E-mail').fill(PEOPLE.member.email);
  await page.getByRole('textbox', { name: 'Password' }).fill('not-the-password-at-all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'do not match an account' }).waitFor();
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
  await page.getByRole('link', { name: 'New task' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'New task' }).waitFor();
};

const choose = async (page: Page, label: string, option: string) => {
  const field = page.getByRole('combobox', { name: label });
  if ((await field.inputValue()).startsWith(option)) return;
  await field.click();
  await page.getByRole('option', { name: new RegExp(`^${option}( |$)`) }).click();
};

const fillForm = async (page: Page) => {
  await page.getByRole('button', { name: /^Fix a bug/ }).click();
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill(TITLE);
  await choose(page, 'Repository', 'shop');
  await choose(page, 'Agent', 'opencode');

  // Said beside the field while it is typed, and gone when it is put right.
  const vague = page.locator('[data-remarks="task.outcome"] [data-finding="outcome_vague"]');
  await page.getByRole('textbox', { name: 'Outcome', exact: true }).fill('Make the checkout better and more robust.');
  await vague.filter({ hasText: 'Warning' }).waitFor();
  const wide = page.locator('[data-remarks="boundary.allowedPaths"] [data-finding="boundary_too_wide"]');
  await page.getByRole('textbox', { name: 'Allowed path 1', exact: true }).fill('**');
  await wide.waitFor();
  await page.getByRole('button', { name: 'File the task' }).click();
  await page.getByRole('alert').filter({ hasText: 'Not filed' }).waitFor();

  await page.getByRole('textbox', { name: 'Outcome', exact: true }).fill(OUTCOME);
  await vague.waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Allowed path 1', exact: true }).fill('src/**');
  await wide.waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Context', exact: true }).fill(CONTEXT);

  await page.getByRole('button', { name: 'Remove denied path 2' }).click();
  await page.getByRole('textbox', { name: 'Denied path 1', exact: true }).fill('package.json');
  await page.getByLabel('At most files').fill('5');
  await page.getByLabel('At most lines').fill('120');
  const check = page.getByRole('group', { name: 'Check 1' });
  await check.getByLabel('Name').fill('unit-tests');
  await check.getByLabel('Minutes').fill('5');
  expect(await check.getByLabel('Command').inputValue()).toBe('npm test');
  expect(await check.getByRole('checkbox').isChecked()).toBe(true);
  await page.getByRole('button', { name: 'npm run lint', exact: true }).click();
  await page.getByLabel('After minutes', { exact: true }).fill('20');
  await page.getByLabel('After minutes without progress').fill('10');
  await page
    .getByRole('textbox', { name: 'Stop condition 1', exact: true })
    .fill('If you cannot reproduce it in 10 minutes, stop and report what you tried.');
  await page.getByTestId('standing').filter({ hasText: 'Ready to be filed' }).waitFor();
  await page.getByTestId('covered').waitFor();
};

/** Reads the log from its top until the words are in sight: only what is near the window is on the page. */
const scrollTo = async (log: Locator, words: string) => {
  const found = log.getByText(words).first();
  for (let top = 0; !(await found.isVisible()); top += 300) {
    const isBelow = await log.evaluate(async (element, at) => {
      element.scrollTo({ top: at });
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return at < element.scrollHeight;
    }, top);
    if (!isBelow) throw new Error(`The log does not say "${words}".`);
  }
};

/** From the queue to the artifact with the keyboard alone. */
const openFromQueue = async (page: Page, runId: string) => {
  await page.goto('/reviews');
  const row = page.locator(`[data-run="${runId}"][data-turn=yours]`);
  await row.waitFor({ timeout: RUN_MS });
  for (let press = 0; press < 50 && new URL(page.url()).searchParams.get('item') !== runId; press += 1) {
    const before = page.url();
    await page.keyboard.press('j');
    await page.waitForURL((now) => now.href !== before, { waitUntil: 'commit' });
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/reviews/${runId}`);
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
};

test('the checkout bug: filed, watched, commented, answered, approved and merged', async () => {
  const { api: admin } = await as(url, 'admin');
  const shop = await registerShop(admin, inject('dataDir'), 'shop');
  expect(TITLE).toContain(CHECKOUT_BUG);

  const memberVisit = await visit(browser, url, null);
  const member = memberVisit.page;
  await signInByForm(member);
  // The refused sign-in is a 401, which the browser notes.
  expect(memberVisit.problems().every((problem) => problem.includes('401'))).toBe(true);
  const noted = memberVisit.problems().length;
  await fillForm(member);
  await member.evaluate(() => window.scrollTo({ top: 0 }));
  await shoot(member, 'new-task');
  await member.getByRole('button', { name: 'File the task' }).click();
  await member.waitForURL(/\/runs\/[^/]+$/);
  const runId = new URL(member.url()).pathname.split('/')[2] ?? '';

  // Live: phases, plan, commands as they are run, then our own checks.
  const log = member.getByTestId('log');
  await status(member, 'RUNNING').waitFor({ timeout: RUN_MS });
  await member.locator('[data-testid=connection][data-state=live]').waitFor();
  await member.getByRole('listitem').filter({ hasText: 'Agent works' }).and(member.locator('[aria-current=step]')).waitFor();
  await log.locator('[data-tool]').first().waitFor({ timeout: RUN_MS });
  await member.getByText("Agent's plan").waitFor({ timeout: RUN_MS });
  await shoot(member, 'run-live');
  await status(member, 'IN_REVIEW').waitFor({ timeout: RUN_MS });
  for (const words of ['npm test 2>&1 | tail -12', 'Reproduced:', 'Our check']) await scrollTo(log, words);

  const reviewerVisit = await visit(browser, url, 'reviewer');
  const reviewer = reviewerVisit.page;
  await reviewer.goto('/');
  await reviewer.getByRole('list', { name: 'Needs you' }).locator(`a[href="/reviews/${runId}"]`).waitFor();
  await shoot(reviewer, 'inbox');
  await openFromQueue(reviewer, runId);

  // The proof: the same tests fail on the base and pass on the result, next to each other.
  const proof = reviewer.locator('[data-check="unit-tests"]');
  await proof.and(reviewer.locator('[data-verdict=proven]')).getByRole('button').first().click();
  const base = reviewer.getByRole('region', { name: 'unit-tests on the base', exact: true });
  const result = reviewer.getByRole('region', { name: 'unit-tests on the result', exact: true });
  await base.getByText('failed, exit 1').waitFor();
  await result.getByText('passed, exit 0').waitFor();
  const [left, right] = [await base.boundingBox(), await result.boundingBox()];
  expect(left?.y).toBe(right?.y);
  expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
  await shoot(reviewer, 'reading-room');

  // One comment, on the line of the difference.
  const card = reviewer.locator('[data-file="src/checkout.js"]');
  await card.scrollIntoViewIfNeeded();
  const line = card.locator('[data-line]').filter({ hasText: 'const a = addressId' }).first();
  await line.waitFor();
  const number = await line.getAttribute('data-line');
  await card.locator(`[data-column-number="${number}"][data-line-type=change-addition]`).first().click();
  const comment = reviewer.getByLabel(`Comment on src/checkout.js line ${number}`);
  await comment.fill(NAMING_COMMENT);
  await shoot(reviewer, 'comment');
  await reviewer.getByRole('heading', { level: 1 }).click();
  await reviewer.keyboard.press('r');
  await reviewer.getByText('1 comment on lines goes with it to the agent').waitFor();
  await reviewer.getByTestId('send-decision').click();
  await said(reviewer, 'Sent to the agent').waitFor();
  await reviewer.goto(`/reviews/${runId}`);
  await status(reviewer, 'CHANGES_REQUESTED').waitFor();

  // The member sees the second run start from the first.
  await member.goto(`/runs/${runId}`);
  await member.getByRole('button', { name: 'other runs' }).click();
  await member.getByRole('menuitem', { name: /^Run 2/ }).click();
  await member.waitForURL((now) => now.pathname.startsWith('/runs/') && !now.pathname.includes(runId));
  const secondId = new URL(member.url()).pathname.split('/')[2] ?? '';
  await member.getByText(NAMING_COMMENT).first().or(member.getByText('Three places to change')).first().waitFor({ timeout: RUN_MS });

  await openFromQueue(reviewer, secondId);
  await reviewer.locator('[data-check="unit-tests"][data-verdict=proven]').waitFor();
  await reviewer.locator('[data-file="src/checkout.js"] [data-line]').filter({ hasText: 'const address = addressId' }).first().waitFor();
  await reviewer.keyboard.press('a');
  await reviewer.getByLabel('Why it may land').fill('Reproduced by us, fixed in one place, and the name says what it is.');
  await reviewer.keyboard.press('Control+Enter');
  await said(reviewer, 'Approved').waitFor();
  await reviewer.goto(`/reviews/${secondId}`);
  await reviewer.getByTestId('merged').waitFor({ timeout: RUN_MS });

  // What git says, in the repository that the work was for.
  expect(await askOrigin(shop, 'rev-parse', 'main~1')).toBe(shop.baseSha);
  const message = await askOrigin(shop, 'log', '-1', '--format=%B', 'main');
  expect(message.split('\n')[0]).toBe(TITLE);
  expect(message).toContain(`Countersign-Run: ${secondId}`);
  expect(message).toMatch(/^Countersign-Task: \S+$/m);
  expect(message).toMatch(/^Reviewed-by: Rami Reviewer <rami@e2e\.example>$/m);
  expect((await askOrigin(shop, 'show', '--name-only', '--format=', 'main')).split('\n').sort()).toEqual([
    'src/checkout.js',
    'test/checkout.test.js',
  ]);
  const merged = await askOrigin(shop, 'show', 'main:src/checkout.js');
  expect(merged).toContain('const address = addressId');
  expect(merged).not.toContain('const a =');
  expect(memberVisit.problems().slice(noted)).toEqual([]);
  expect(reviewerVisit.problems()).toEqual([]);
  await memberVisit.close();
  await reviewerVisit.close();
});
