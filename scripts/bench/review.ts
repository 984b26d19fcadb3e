import type { Page } from 'playwright';
import { launchBrowser, visit } from '../../e2e/harness/browser.ts';
import { PEOPLE } from '../../e2e/harness/people.ts';
import { storeRepository, storeReviewable } from '../../e2e/harness/stored-artifact.ts';
import { scriptContract } from '../../e2e/harness/tasks.ts';
import { readingOrder } from '../../server/domain/risk/order.ts';
import type { Stack } from '../stack/start-stack.ts';
import { bigChange } from './big-change.ts';
import { onAStack } from './on-a-stack.ts';
import { quantile } from './quantile.ts';

const FILES = 10_000;
const LINES_PER_FILE = 20;
const SCROLL_MS = 8_000;
const WHEEL_PX = 240;
const OPENINGS = 3;

export type ReviewResults = {
  /** The room's data has arrived, the first file's lines are on the screen. */
  readonly first_view_ms: number;
  /** Frames a second while the wheel turns through the difference. */
  readonly fps: number;
  /** JavaScript heap after that, garbage collected. */
  readonly heap_mb: number;
};

/** Measures the reading room on a change of 10,000 files and 200,000 lines: real database, real web process, real browser. */
export const benchReview = (root: string): Promise<ReviewResults> => onAStack(root, 1, measureRoom);

const measureRoom = async (stack: Stack): Promise<ReviewResults> => {
  // It would take the run before it can be stored.
  await stack.worker().stop();
  await storeRepository(stack.databaseUrl, 'shop', PEOPLE.admin.email);
  const { change, patches, lines } = bigChange(FILES, LINES_PER_FILE);
  const contract = scriptContract('shop', '{"do": "exit", "code": 0}', {
    title: 'Name amounts by their currency in every package',
    boundary: { allowedPaths: ['packages/**'] },
  });
  const summary = 'Renamed every amount that holds cents, in all packages, with a codemod.';
  const { runId } = await storeReviewable(stack.databaseUrl, PEOPLE.member.email, contract, { change, patches, summary });
  console.log(`stored ${change.files.length.toLocaleString('en')} files with ${lines.toLocaleString('en')} changed lines`);

  const firstPath = readingOrder(change.files, [])[0]?.file.path ?? '';
  const browser = await launchBrowser();
  try {
    const views: number[] = [];
    for (let opening = 0; opening < OPENINGS; opening += 1) {
      const visitor = await visit(browser, stack.url, 'reviewer');
      views.push(await firstView(visitor.page, runId, firstPath));
      if (opening < OPENINGS - 1) {
        await visitor.close();
        continue;
      }
      const { fps, worst, scrolled } = await scroll(visitor.page);
      const heap = await heapAfter(visitor.page);
      await visitor.close();
      const first = quantile(views, 0.5);
      console.log(`data to first lines on screen    ${views.join(', ')} ms, median ${first} ms`);
      console.log(`frames while scrolling           ${fps} a second, longest ${worst} ms, over ${scrolled.toLocaleString('en')} px`);
      console.log(`heap after garbage collection    ${heap} MB`);
      return { first_view_ms: first, fps, heap_mb: heap };
    }
    throw new Error('The room was never opened.');
  } finally {
    await browser.close();
  }
};

/** From the end of the answer that holds the room to the first frame in which a line of a file is inside the window. */
const firstView = async (page: Page, runId: string, path: string): Promise<number> => {
  await page.addInitScript(() => {
    const marks = { line: 0 };
    (window as unknown as { marks: typeof marks }).marks = marks;
    const look = () => {
      for (const host of document.querySelectorAll('[data-file] diffs-container')) {
        const line = host.shadowRoot?.querySelector('[data-line]');
        const box = line?.getBoundingClientRect();
        if (box && box.height > 0 && box.bottom > 0 && box.top < window.innerHeight) {
          marks.line = performance.now();
          return;
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(`/reviews/${runId}?file=${encodeURIComponent(path)}`, { waitUntil: 'commit' });
  await page.waitForFunction(() => (window as unknown as { marks: { line: number } }).marks.line > 0, null, { timeout: 180_000 });
  return page.evaluate(() => {
    const answers = performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('reviews.room')) as PerformanceResourceTiming[];
    const data = Math.min(...answers.map(({ responseEnd }) => responseEnd));
    return Math.round((window as unknown as { marks: { line: number } }).marks.line - data);
  });
};

/** Real wheel events, one after the other for several seconds. */
const scroll = async (page: Page): Promise<{ readonly fps: number; readonly worst: number; readonly scrolled: number }> => {
  await page.mouse.move(720, 500);
  const from = await page.evaluate(() => window.scrollY);
  await page.evaluate(() => {
    const frames: number[] = [];
    (window as unknown as { frames: number[] }).frames = frames;
    const tick = (at: number) => {
      frames.push(at);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const until = Date.now() + SCROLL_MS;
  while (Date.now() < until) await page.mouse.wheel(0, WHEEL_PX);
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  const to = await page.evaluate(() => window.scrollY);
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  const seconds = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1000;
  return { fps: Number((gaps.length / seconds).toFixed(1)), worst: Math.round(Math.max(...gaps)), scrolled: Math.round(to - from) };
};

const heapAfter = async (page: Page): Promise<number> => {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return Number((usedSize / 1024 / 1024).toFixed(1));
};
