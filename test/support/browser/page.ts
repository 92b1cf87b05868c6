/** The page in a browser, as a person has it: the real app over a real archive, and what the browser says of it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createApp } from '../../../functions/lookup/app.ts';
import { serveApp, type Served } from '../../../local/commands/serve.ts';
import { readLookupConfig } from '../../../shared/config/read.ts';
import { COMMAND_WORDS } from '../../../local/words/index.ts';
import { createToken } from '../../../local/commands/lookup-token.ts';

const made = createToken('page', COMMAND_WORDS.en);
export const TOKEN = made.token;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param nowMs what the app's clock begins at */
export async function serveLookupAt(env: Readonly<Record<string, string>>, nowMs: number): Promise<Served> {
  const config = readLookupConfig({ ...env, LOOKUP_TOKENS: made.entry });
  const aheadMs = nowMs - Date.now();
  return serveApp(createApp({ config, log: () => undefined, clock: () => Date.now() + aheadMs }));
}

export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Whatever the page should not have done: errors, and requests to elsewhere. */
  readonly faults: string[];
  /** Loads the page anew and goes to its first view; whoever has signed in still is. */
  readonly home: () => Promise<void>;
  /** Goes to a view, and waits until it is there. */
  readonly open: (hash: string) => Promise<void>;
  /** What axe-core finds; empty where all is well. */
  readonly axe: () => Promise<string[]>;
  /** By how many pixels the page is wider than the window. */
  readonly overflow: () => Promise<number>;
}

export interface TabOptions {
  readonly width?: number;
  readonly locale?: string;
  readonly dark?: boolean;
  /** False: nobody has signed in. */
  readonly signedIn?: boolean;
}

export async function openTab(browser: Browser, url: string, options: TabOptions = {}): Promise<Tab> {
  const { width = 1280, locale = 'en-GB', dark = false, signedIn = true } = options;
  const viewport = { width, height: 800 };
  const context = await browser.newContext({ viewport, locale, colorScheme: dark ? 'dark' : 'light' });
  // A machine that is busy with other tests takes its time.
  context.setDefaultTimeout(300_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('data:')) {
      faults.push(`request: ${request.url()}`);
    }
  });
  page.on('console', (message) => {
    // The browser itself tells of every answer that is no 2xx.
    const expected = message.text().startsWith('Failed to load resource: the server responded');
    if (message.type() === 'error' && !expected) faults.push(`console: ${message.text()}`);
  });
  async function ready(): Promise<void> {
    await page.waitForSelector('main:not([aria-busy]) h1');
  }
  await page.goto(`${url}/${signedIn ? `#token=${TOKEN}` : ''}`);
  await ready();
  return {
    page,
    context,
    faults,
    async home() {
      await page.goto(`${url}/`);
      await ready();
    },
    async open(hash) {
      await page.evaluate(`document.querySelector('h1').remove(); location.hash = ${JSON.stringify(hash)}`);
      await ready();
    },
    async axe() {
      if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
      // What is well is not looked into, nor handed over.
      const violations = await page.evaluate<AxeResults['violations']>(
        "axe.run({ resultTypes: ['violations'], preload: false }).then(({ violations }) => violations)",
      );
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    },
    overflow: async () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
  };
}
