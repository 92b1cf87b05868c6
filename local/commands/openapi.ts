/** `openapi`: the OpenAPI document of the lookup, made from the zod schemas. */

import { openApiDocument } from '../../functions/lookup/openapi.ts';
import { defineCommand } from '../console/command.ts';
import { WRITE_ARGS, writeDocument } from '../console/generated-file.ts';

const FILE = 'functions/lookup/openapi.json';

export const command = defineCommand({
  args: WRITE_ARGS,
  help: ({ openapi }) => openapi.help,
  run: ({ args, folder, stdout, words }) =>
    writeDocument(openApiDocument(), FILE, { write: args.write, folder, stdout, words }),
});
