import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { expect } from 'vitest';
import { chromium as findChromium } from '../../scripts/setup/chromium.ts';
import { as, type Who } from './people.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = async (): Promise<Browser> => {
  const { path } = await findChromium(resolve(import.meta.dirname, '../..'));
  return chromium.launch({ ...(path ? { executablePath: path } : {}), args: FLAGS });
};

export type Visitor = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly problems: () => readonly string[];
  close(): Promise<void>;
};

/** A signed-in browser page that remembers every console error and broken request of the server. */
export const visit = async (browser: Browser, url: string, who: Who | null): Promise<Visitor> => {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  if (who) {
    const { cookie } = await as(url, who);
    await context.addCookies(
      cookie.split('; ').map((pair) => {
        const at = pair.indexOf('=');
        return { name: pair.slice(0, at), value: pair.slice(at + 1), url, httpOnly: true };
      }),
    );
  }
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`.trim());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  return { page, context, problems: () => problems, close: () => context.close() };
};

/** WCAG A and AA by axe on what is on the page now; `colours` asks only what another colour scheme can change. */
export const expectAccessible = async (page: Page, what: 'all' | 'colours' = 'all'): Promise<void> => {
  const axe = new AxeBuilder({ page });
  const { violations } = await (what === 'all'
    ? axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    : axe.withRules('color-contrast')
  ).analyze();
  expect(
    violations.map(
      (violation) =>
        `${violation.id}: ${violation.nodes.map((node) => `${node.target.join(' ')} — ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`).join(' | ')}`,
    ),
  ).toEqual([]);
};
