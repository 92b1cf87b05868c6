/** `npm run page`: puts the page together anew after its sources were changed. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build.ts';

const FILE = fileURLToPath(new URL('page.json', import.meta.url));

const page = await buildPage();
writeFileSync(FILE, `${JSON.stringify(page, null, 2)}\n`);
process.stdout.write(`${FILE}: script ${page.script.length} bytes, style ${page.style.length}\n`);
