import type { Page } from 'playwright';
import { expect } from 'vitest';
import { expectAccessible } from './browser.ts';
import { shoot } from './screenshots.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * Light, dark and on a phone: one heading, nothing too wide, accessible, and a picture of each. The page follows the system's
 * colours and the window's width while it is open, so one load shows all three. `ready` is in the page when it has its data.
 */
export const expectGoodLooks = async (page: Page, name: string, ready: (page: Page) => Promise<unknown>): Promise<void> => {
  const look = async (as: string, accessible: 'all' | 'colours') => {
    await ready(page);
    expect(await page.locator('h1').count()).toBe(1);
    await shoot(page, `${name}-${as}`);
    expect(await sidewaysScroll(page)).toBe(0);
    await expectAccessible(page, accessible);
  };
  const inColours = async (colorScheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
  };
  await look('light', 'all');
  expect(await page.title()).toMatch(/ · Countersign$/);
  await inColours('dark');
  await look('dark', 'colours');
  await inColours('light');
  await page.setViewportSize(PHONE);
  await look('phone', 'all');
  await page.setViewportSize(DESK);
};
