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
  summary: 'Prints the JSON Schema (2020-12) of one line of the archive, or of the manifest of a closed day.',
  args: {
    of: { type: 'string', value: 'WHAT', about: 'record or manifest (default: record)' },
    ...WRITE_ARGS,
  },
  examples: [
    ['', 'to stdout; `npm run --silent schema` leaves out the lines of npm'],
    ['--of manifest', 'that of days/dt=*/_manifest.json'],
    ['--write', 'both, into their files, which are shipped; then run `npm run format`'],
  ],
  exitCodes: { 0: 'done' },
  run({ args: { of = 'record', write }, folder, stdout }) {
    if (!isSchema(of)) throw argumentFault('--of takes record or manifest.');
    for (const { make, file } of write ? Object.values(SCHEMAS) : [SCHEMAS[of]]) {
      writeDocument(make(), file, { write, folder, stdout });
    }
    return 0;
  },
});
