import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, visit } from '../harness/browser.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  await registerShop((await as(url, 'admin')).api, inject('dataDir'), 'shop-big-log');
});
afterAll(() => browser?.close());

/** What one line costs the page must not depend on how many there are. */
const MOST_NODES = 2_500;
const nodesOf = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('main *').length);
const COMMIT = `${SMALL_CHANGE} && git commit -qam 'Say what prices include'`;
const HAND_OVER = '{"do": "call", "tool": "submit_artifact", "arguments": {"kind": "change", "summary": "One sentence."}}';

describe.concurrent('a log of any size and content', () => {
  test('100,000 lines open, scroll by jumps, follow their tail and let it go', async () => {
    const { api: member } = await as(url, 'member');
    const lines = 100_000;
    // Straight to where the agent's process complains: each line is a line of the log.
    const parts = Array.from(
      { length: 10 },
      (_, part) => `seq -f 'log line %.0f' ${(part * lines) / 10 + 1} ${((part + 1) * lines) / 10} > /proc/$PPID/fd/2; sleep 1`,
    );
    const { runId } = await fileOverriding(member, scriptContract('shop-big-log', `${parts.join('\n')}\n${COMMIT}\n${HAND_OVER}`));
    const visitor = await visit(browser, url, 'member');
    const { page } = visitor;
    await page.goto(`/runs/${runId}`);
    const log = page.getByTestId('log');
    await log
      .getByText(/^log line \d+$/)
      .first()
      .waitFor({ timeout: 90_000 });

    // While it grows: the tail is followed until the reader scrolls up, and again when they ask for it.
    expect(await log.getAttribute('data-following')).toBe('true');
    await log.hover();
    await page.mouse.wheel(0, -2_000);
    await page.locator('[data-testid=log][data-following=false]').waitFor();
    const top = await log.evaluate((element) => element.scrollTop);
    const rows = Number(await log.getAttribute('data-rows'));
    await page.waitForFunction((before) => Number(document.querySelector('[data-testid=log]')?.getAttribute('data-rows')) > before, rows);
    expect(await log.evaluate((element) => element.scrollTop)).toBe(top);
    await page.getByTestId('jump-to-end').click();
    await page.locator('[data-testid=log][data-following=true]').waitFor();

    await page.locator('main [data-status="IN_REVIEW"]').first().waitFor({ timeout: 120_000 });
    await page.waitForFunction((wanted) => Number(document.querySelector('[data-testid=log]')?.getAttribute('data-rows')) > wanted, lines);
    expect(await nodesOf(page)).toBeLessThan(MOST_NODES);
    await visitor.close();

    // Whoever comes later has the same log, and jumps through it.
    const late = await visit(browser, url, 'reviewer');
    await late.page.goto(`/runs/${runId}`);
    const lateLog = late.page.getByTestId('log');
    await late.page.waitForFunction(
      (wanted) => Number(document.querySelector('[data-testid=log]')?.getAttribute('data-rows')) > wanted,
      lines,
    );
    const seen = new Set<number>();
    for (const share of [0.1, 0.5, 0.9, 0.3, 0.7]) {
      await lateLog.evaluate((element, part) => element.scrollTo({ top: (element.scrollHeight - element.clientHeight) * part }), share);
      const found = await late.page.waitForFunction(
        ({ wanted, slack }) => {
          const box = document.querySelector('[data-testid=log]')?.getBoundingClientRect();
          const at =
            document.elementFromPoint((box?.left ?? 0) + 120, (box?.top ?? 0) + (box?.height ?? 0) / 2)?.closest('[data-index]')
              ?.textContent ?? '';
          const number = Number(/log line (\d+)/.exec(at)?.[1]);
          return Math.abs(number - wanted) < slack ? number : false;
        },
        { wanted: lines * share, slack: lines / 100 },
      );
      seen.add((await found.jsonValue()) as number);
      expect(await nodesOf(late.page)).toBeLessThan(MOST_NODES);
    }
    expect(seen.size).toBe(5);
    expect([...visitor.problems(), ...late.problems()]).toEqual([]);
    await late.close();
  });

  test('terminal colours are drawn, and escape sequences, links and HTML do nothing', async () => {
    const { api: member } = await as(url, 'member');
    const hostile = '<img src=x onerror=window.hacked=1><script>window.hacked=2</script>';
    const printf = [
      "printf '\\033[31mred words\\033[0m plain\\n'",
      `printf '%s\\n' '${hostile}'`,
      "printf '\\033]8;;javascript:window.hacked=3\\033\\\\a link\\033]8;;\\033\\\\ after\\n'",
      "printf '\\033[2J\\033[10;10Hmoved\\007 and \\033]0;title\\007titled\\n'",
    ].join('; ');
    const script = [
      JSON.stringify({ do: 'say', text: `Look: ${hostile} [here](javascript:window.hacked=4) ![p](https://e2e.example/pixel.png)` }),
      JSON.stringify({ do: 'run', command: printf }),
      COMMIT,
      HAND_OVER,
    ].join('\n');
    const { runId } = await fileOverriding(member, scriptContract('shop-big-log', script));
    await waitForStatus(member, runId, ['IN_REVIEW']);
    const visitor = await visit(browser, url, 'member');
    const { page } = visitor;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', () => asked.push('a dialog'));
    await page.goto(`/runs/${runId}`);
    const log = page.getByTestId('log');
    await log.locator('[data-index]').first().waitFor();
    await log.hover();
    await page.mouse.wheel(0, -1_000_000);
    await log.getByText('Look:').waitFor();
    await log.locator('[data-tool]').filter({ hasText: 'red words' }).getByRole('button').click();
    const output = log.getByRole('region', { name: 'Output' });
    await output.getByText('red words').waitFor();
    const colourOf = (text: string) => output.getByText(text, { exact: true }).evaluate((element) => getComputedStyle(element).color);
    expect(await colourOf('red words')).not.toBe(await output.evaluate((element) => getComputedStyle(element).color));
    // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, line by line, is the question
    const text = (await output.innerText()).split('\n').map((line) => line.trim());
    expect(text).toEqual(expect.arrayContaining(['red words plain', hostile, 'a link after']));
    expect(text.join('\n')).not.toContain('\u001b');
    expect(text.join('\n')).not.toMatch(/javascript:|\[2J|\[10;10H|title\b/);
    expect(text.join('\n')).toContain('moved');
    expect(await log.locator('img, script, iframe, a[href^="javascript"]').count()).toBe(0);
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
    expect(asked.filter((address) => !address.startsWith(url) && !address.startsWith('data:'))).toEqual([]);
    expect(await page.title()).toContain('Countersign');
    expect(visitor.problems()).toEqual([]);
    await visitor.close();
  });
});
