/** The browser of this machine, for tests of the page. */

import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** `CHROME_PATH`, or where systems put it; undefined where there is none. */
export const CHROME = [process.env['CHROME_PATH'] ?? '', ...USUAL_PLACES].find(
  (path) => path !== '' && existsSync(path),
);

if (CHROME === undefined) {
  process.stdout.write(
    'No Chromium here: the tests of the page in a browser are left out. Set CHROME_PATH to run them.\n',
  );
}

/** Nothing that a browser does by itself reaches the network. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ ...(CHROME === undefined ? {} : { executablePath: CHROME }), args: FLAGS });
}
