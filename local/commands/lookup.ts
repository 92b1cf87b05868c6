/** `npm run lookup -- <callId>`: what happened to this call? */

import { parseArgs, styleText } from 'node:util';
import * as z from 'zod/mini';
import { createFinder } from '../../functions/lookup/find.ts';
import { callIdSchema } from '../../functions/lookup/schemas.ts';
import { readLookupConfig } from '../../shared/config/read.ts';
import { HuadanError, isHuadanError } from '../../shared/errors.ts';
import type { Cdr } from '../../shared/cdr/schema.ts';
import { runCommand } from '../console/command.ts';
import { readEnvironment } from '../console/environment.ts';
import { callText } from './lookup-text.ts';

const HELP = `Asks the vendor for one call and shows how it went.

  npm run lookup -- <callId>                        a timeline of both legs, for a person
  npm run lookup -- <callId> --json                 JSON, as the lookup function answers it
  npm run lookup -- <callId> --env data/demo.env    settings from this file instead of .env; npm start writes this one

The vendor's address and account are CDR_ENDPOINT, CDR_ID and CDR_APP_ID, in the environment or in .env. Times are shown
at UTC_OFFSET (+08:00 where it is not set). Nothing is stored. The vendor lets in known IP addresses only, so this machine
must be one of them. A call can be found some time after hang-up, and for about a day.

Exit code 0: found. 1: the vendor refused, failed or sent what cannot be read. 2: settings or arguments that cannot be
right. 3: the vendor has no such call. NO_COLOR=1 turns colours off.
`;

const FOUND = 0;
const FAILED = 1;
const NOT_FOUND = 3;

const TIME_LIMIT_MS = 60_000;

interface Asked {
  readonly callId: string;
  readonly json: boolean;
  readonly env: string | undefined;
}

function usageError(fault: string): HuadanError {
  return new HuadanError('config', `${fault}\n\`npm run lookup -- --help\` shows examples.`);
}

function readArguments(): Asked | 'help' {
  const options = {
    help: { type: 'boolean', short: 'h' },
    json: { type: 'boolean' },
    env: { type: 'string' },
  } as const;
  let parsed;
  try {
    parsed = parseArgs({ options, allowPositionals: true });
  } catch {
    throw usageError('There is an option that is none.');
  }
  const { values, positionals } = parsed;
  if (values.help === true) return 'help';
  if (positionals.length !== 1) throw usageError('Give one callId.');
  const callId = z.safeParse(callIdSchema, positionals[0]);
  if (!callId.success) throw usageError(`The callId ${callId.error.issues[0]?.message ?? 'is wrong'}.`);
  return { callId: callId.data, json: values.json ?? false, env: values.env };
}

/** The records, none where the vendor says that there is no such call. */
async function lookUp({ callId, env }: Asked): Promise<{ records: readonly string[]; reasons: readonly string[] }> {
  const find = createFinder(readLookupConfig(readEnvironment(env)));
  try {
    return await find({ callId }, Date.now() + TIME_LIMIT_MS);
  } catch (error) {
    if (isHuadanError(error, 'miss')) return { records: [], reasons: [] };
    throw error;
  }
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (asked === 'help') {
    process.stdout.write(HELP);
    return FOUND;
  }
  const { records, reasons } = await lookUp(asked);
  if (reasons.length > 0) process.stderr.write(`The vendor sent a row that cannot be read: ${reasons.join('; ')}.\n`);
  if (records.length === 0) {
    if (reasons.length > 0) return FAILED;
    process.stderr.write(
      'The vendor has no such call. One can be found some time after hang-up, and for about a day.\n',
    );
    return NOT_FOUND;
  }
  if (asked.json) process.stdout.write(`{"cdr":[${records.join(',')}],"source":"vendor"}\n`);
  else {
    const texts = records.map((record) => {
      const call: Cdr = JSON.parse(record);
      return callText(call, (text, style) => styleText(style, text, { stream: process.stdout }));
    });
    process.stdout.write(`${texts.join('\n\n')}\n`);
  }
  return FOUND;
}

await runCommand(main);
