/** `npm run openapi`: writes `functions/lookup/openapi.json` anew. To be run when what may be asked or answered changes. */

import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../functions/lookup/openapi.ts';

const FILE = new URL('../functions/lookup/openapi.json', import.meta.url);

writeFileSync(FILE, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
