/** `npm run openapi`: the OpenAPI document of the lookup, made from the zod schemas. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '../../functions/lookup/openapi.ts';
import { HuadanError } from '../../shared/errors.ts';
import { readOptions, runCommand } from '../console/command.ts';

/** The document as the lookup hands it out. */
const FILE = new URL('../../functions/lookup/openapi.json', import.meta.url);

const HELP = `Prints the OpenAPI 3.1 document of the lookup function.

  npm run --silent openapi > lookup.json    without npm's own lines
  npm run openapi -- --write                writes functions/lookup/openapi.json, which the function hands out; then npm run format

Exit code 0, or 2 for arguments there are not.
`;

async function main(): Promise<number> {
  const faults: string[] = [];
  const flags = { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
  const options = readOptions(flags, process.argv.slice(2), faults);
  if (options === undefined) {
    throw new HuadanError('config', [...faults, '`npm run openapi -- --help` shows examples.'].join('\n'));
  }
  const document = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
  if (options.write === true) writeFileSync(FILE, document);
  const said = options.write === true ? `${fileURLToPath(FILE)}\n` : document;
  process.stdout.write(options.help === true ? HELP : said);
  return 0;
}

await runCommand(main);
