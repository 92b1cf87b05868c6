/** `openapi`: the OpenAPI document of the lookup, made from the zod schemas. */

import { openApiDocument } from '../../functions/lookup/openapi.ts';
import { defineCommand } from '../console/command.ts';
import { WRITE_ARGS, writeDocument } from '../console/generated-file.ts';

const FILE = 'functions/lookup/openapi.json';

export const command = defineCommand({
  summary: 'Prints the OpenAPI 3.1 document of the lookup function.',
  args: WRITE_ARGS,
  examples: [
    ['', 'to stdout; `npm run --silent openapi` leaves out the lines of npm'],
    ['--write', `into ${FILE}, which the function serves; then run \`npm run format\``],
  ],
  exitCodes: { 0: 'done' },
  run: ({ args, folder, stdout }) => writeDocument(openApiDocument(), FILE, { write: args.write, folder, stdout }),
});
