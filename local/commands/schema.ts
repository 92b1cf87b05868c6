/** `npm run schema`: the JSON Schema of a line of the archive, made from the zod schema. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordJsonSchema } from '../../shared/cdr/schema.ts';
import { readOptions, runCommand, usageError } from '../console/command.ts';

/** The schema as it is shipped. */
const FILE = new URL('../../shared/cdr/cdr-record.schema.json', import.meta.url);

const HELP = `Prints the JSON Schema (2020-12) of one line of the archive.

  npm run --silent schema > cdr.json    without npm's own lines
  npm run schema -- --write             writes shared/cdr/cdr-record.schema.json, which is shipped; then npm run format

Exit code 0, or 2 for arguments there are not.
`;

const OPTIONS = {
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(): Promise<number> {
  const faults: string[] = [];
  const options = readOptions(OPTIONS, process.argv.slice(2), faults);
  if (options === undefined) throw usageError(faults, 'npm run schema -- --help');
  const schema = `${JSON.stringify(recordJsonSchema(), null, 2)}\n`;
  if (options.help === true) {
    process.stdout.write(HELP);
  } else if (options.write === true) {
    writeFileSync(FILE, schema);
    process.stdout.write(`${fileURLToPath(FILE)}\n`);
  } else {
    process.stdout.write(schema);
  }
  return 0;
}

await runCommand(main);
