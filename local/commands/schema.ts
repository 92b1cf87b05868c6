/** `schema`: the JSON Schema of a line of the archive, made from the zod schema. */

import { recordJsonSchema } from '../../shared/cdr/schema.ts';
import { defineCommand } from '../console/command.ts';
import { WRITE_ARGS, writeDocument } from '../console/generated-file.ts';

const FILE = 'shared/cdr/cdr-record.schema.json';

export const command = defineCommand({
  summary: 'Prints the JSON Schema (2020-12) of one line of the archive.',
  args: WRITE_ARGS,
  examples: [
    ['', 'to stdout; `npm run --silent schema` leaves out the lines of npm'],
    ['--write', `into ${FILE}, which is shipped; then run \`npm run format\``],
  ],
  exitCodes: { 0: 'done' },
  run: ({ args, folder, stdout }) => writeDocument(recordJsonSchema(), FILE, { write: args.write, folder, stdout }),
});
