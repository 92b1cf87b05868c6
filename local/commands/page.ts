/** `npm run page`: puts the page together anew after its sources were changed. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPage } from '../../functions/lookup/page/build.ts';

const FILE = fileURLToPath(new URL('../../functions/lookup/page/page.json', import.meta.url));

const page = await buildPage();
writeFileSync(FILE, `${JSON.stringify(page)}\n`);
process.stdout.write(`${FILE}: ${Math.round(page.html.length / 1000)} KB\n`);
