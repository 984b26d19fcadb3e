import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, visit } from '../harness/browser.ts';
import { openCuttableLink } from '../harness/cuttable-link.ts';
import { as } from '../harness/people.ts';
import { storedEvents } from '../harness/stored-events.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
const DROPS = 20;
/** A stream that outlasts the drops, of entries and bursts of output; the test ends it by cancelling the run. */
const SCRIPT = Array.from(
  { length: 40 },
  (_, index) => `{"do": "say", "text": "Part ${index + 1} of 40."}\n{"do": "lines", "count": 10000, "everyMs": 100}`,
).join('\n');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const log = (page: Page) => page.getByTestId('log');
const lastSeq = async (page: Page): Promise<number> => Number(await log(page).getAttribute('data-last-seq'));
const waitForSeq = (page: Page, seq: number) =>
  page.waitForFunction((wanted) => Number(document.querySelector('[data-testid=log]')?.getAttribute('data-last-seq')) >= wanted, seq, {
    timeout: 60_000,
  });

/** Every entry that the Raw tab draws, from its top to its end, as `seq kind`. */
const readRaw = async (page: Page): Promise<readonly string[]> => {
  await page.getByRole('tab', { name: /^Raw/ }).click();
  await page.getByTestId('raw-log').locator('[data-seq]').first().waitFor();
  return page.evaluate(async () => {
    const box = document.querySelector<HTMLElement>('[data-testid=raw-log]');
    if (!box) throw new Error('There is no raw log.');
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const seen = new Map<number, string>();
    for (let top = 0; ; top += box.clientHeight / 2) {
      box.scrollTop = top;
      await frame();
      const inView = [...box.querySelectorAll<HTMLElement>('[data-seq]')];
      const numbers = inView.map((row) => Number(row.dataset.index));
      if (new Set(numbers).size !== numbers.length) throw new Error(`Drawn twice: ${numbers.join(' ')}`);
      for (const row of inView) {
        const cells = [...row.children].map((cell) => cell.textContent ?? '');
        seen.set(Number(row.dataset.index), `${cells[0]} ${cells[2]}`);
      }
      if (top >= box.scrollHeight - box.clientHeight) break;
    }
    return [...seen].sort(([a], [b]) => a - b).map(([, text]) => text);
  });
};

test('twenty dropped connections lose nothing and double nothing, and a late viewer sees it all', async () => {
  const { api: member } = await as(url, 'member');
  await registerShop((await as(url, 'admin')).api, inject('dataDir'), 'shop-reconnect');
  const { runId } = await fileOverriding(member, scriptContract('shop-reconnect', SCRIPT));
  await waitForStatus(member, runId, ['RUNNING']);

  const link = await openCuttableLink(url);
  const visitor = await visit(browser, link.url, 'member');
  const { page } = visitor;
  await page.goto(`/runs/${runId}`);
  await log(page).getByText('Part 1 of 40.').waitFor();

  let dropped = 0;
  while (dropped < DROPS) {
    // Anywhere in the stream: in the middle of a batch, right after a reconnect, while pages are read.
    await waitForSeq(page, (await lastSeq(page)) + 1 + Math.floor(Math.random() * 4));
    if (link.cut() === 0) continue;
    dropped += 1;
    await page.locator('[data-testid=connection]:not([data-state=live])').waitFor();
    // Every fourth time the line stays dead for as long as the page shows that it has noticed.
    if (dropped % 4 === 0) {
      await visitor.context.setOffline(true);
      await page.locator('[data-testid=connection][data-state=reconnecting]').waitFor();
      await visitor.context.setOffline(false);
    }
  }
  expect((await member.runs.get.query({ id: runId })).status).toBe('RUNNING');
  await member.runs.cancel.mutate({ runId });
  await page.locator('main [data-status="CANCELLED"]').first().waitFor();
  await page.locator('[data-testid=connection][data-state=ended]').waitFor();
  const stored = await storedEvents(inject('databaseUrl'), runId);
  const wanted = stored.map(({ seq, kind }) => `${seq} ${kind}`);
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
  await waitForSeq(page, stored.length);
  expect(await lastSeq(page)).toBe(stored.length);
  const rows = await log(page).getAttribute('data-rows');
  expect(await readRaw(page)).toEqual(wanted);
  await visitor.close();
  await link.close();

  const late = await visit(browser, url, 'reviewer');
  await late.page.goto(`/runs/${runId}`);
  await log(late.page).waitFor();
  await waitForSeq(late.page, stored.length);
  expect(await log(late.page).getAttribute('data-rows')).toBe(rows);
  expect(await readRaw(late.page)).toEqual(wanted);
  expect(late.problems()).toEqual([]);
  await late.close();
});
