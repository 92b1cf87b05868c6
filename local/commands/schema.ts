/** `schema`: the JSON Schemas of what readers get, made from the zod schemas. */

import { recordJsonSchema } from '../../shared/cdr/schema.ts';
import { manifestJsonSchema } from '../../shared/days/manifest.ts';
import { defineCommand } from '../console/command.ts';
import { WRITE_ARGS, writeDocument } from '../console/generated-file.ts';
import { argumentFault } from '../console/read-all.ts';

const SCHEMAS = {
  record: { make: recordJsonSchema, file: 'shared/cdr/cdr-record.schema.json' },
  manifest: { make: manifestJsonSchema, file: 'shared/days/manifest.schema.json' },
} as const;

function isSchema(name: string): name is keyof typeof SCHEMAS {
  return Object.hasOwn(SCHEMAS, name);
}

export const command = defineCommand({
  args: {
    of: { type: 'string', value: 'WHAT' },
    ...WRITE_ARGS,
  },
  help: ({ schema }) => schema.help,
  run({ args: { of = 'record', write }, folder, stdout, words }) {
    if (!isSchema(of)) throw argumentFault(words.faults.oneOf('--of', Object.keys(SCHEMAS)));
    for (const { make, file } of write ? Object.values(SCHEMAS) : [SCHEMAS[of]]) {
      writeDocument(make(), file, { write, folder, stdout, words });
    }
    return 0;
  },
});
