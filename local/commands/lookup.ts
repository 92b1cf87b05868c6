/** `lookup <callId>`: what happened to this call? */

import { styleText } from 'node:util';
import * as z from 'zod/mini';
import { createFinder } from '../../functions/lookup/find.ts';
import { callIdSchema } from '../../functions/lookup/schemas.ts';
import { readLookupConfig, type LookupConfig } from '../../shared/config/read.ts';
import { createDaysMemory } from '../../shared/days/memory.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { printable } from '../../shared/printable.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { WORDS } from '../../shared/words/index.ts';
import { LANGUAGE_ARGS, readLanguage } from '../console/language.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { DEMO_ENV } from './demo.ts';
import { readLookupUrl, servePage } from './lookup-page.ts';
import { callText, type Paint } from './lookup-text.ts';

const FOUND = 0;
const FAILED = 1;
const NOT_FOUND = 3;

const TIME_LIMIT_MS = 60_000;

function readCallId(text: string | undefined): string {
  if (text === undefined) throw argumentFault('Give one callId.');
  const callId = z.safeParse(callIdSchema, text);
  if (callId.success) return callId.data;
  throw argumentFault(`The callId ${callId.error.issues[0]?.message ?? 'is wrong'}.`);
}

/** The records, none where the vendor says that there is no such call. */
async function lookUp(
  callId: string,
  config: LookupConfig,
  nowMs: number,
): Promise<{ records: readonly string[]; reasons: readonly string[] }> {
  try {
    const find = createFinder(config, createDaysMemory());
    const found = await find({ callId, source: undefined }, { deadlineMs: nowMs + TIME_LIMIT_MS });
    return { records: found?.records ?? [], reasons: found?.reasons ?? [] };
  } catch (error) {
    if (isHuadanError(error, 'miss')) return { records: [], reasons: [] };
    throw error;
  }
}

export const command = defineCommand({
  summary: 'Asks the vendor for one call and shows how it went.',
  args: {
    callId: { type: 'positional', about: 'the id of the call' },
    json: { type: 'boolean', about: 'JSON, as the lookup function answers it' },
    page: { type: 'string', value: 'URL', about: 'serve the page for people here, in front of the lookup at URL' },
    ...LANGUAGE_ARGS,
    ...SETTINGS_ARGS,
  },
  examples: [
    ['<callId>', 'a timeline of both legs, for a person'],
    ['<callId> --json', 'for a program'],
    ['--page https://…', 'the page in a browser, where the platform hands it out as a download'],
    [`<callId> --env ${DEMO_ENV}`, 'a simulated call, while `npm start` runs'],
  ],
  notes: `CDR_ENDPOINT, CDR_ID and CDR_APP_ID name the vendor's address and account, in the environment or in .env. Times are
shown at UTC_OFFSET (default +08:00). Nothing is stored. The vendor accepts known IP addresses only, so this machine
must be one of them. A call can be found some time after hang-up, and for about a day. NO_COLOR=1 turns colours off.`,
  exitCodes: {
    [FOUND]: 'found',
    [FAILED]: 'the vendor refused, failed or sent what cannot be read',
    [NOT_FOUND]: 'the vendor has no such call',
  },

  async run({ args, environment, stdout, stderr, clock, stopSignal }) {
    if (args.page !== undefined) {
      await servePage(readLookupUrl(args.page), { environment, stdout, stopSignal });
      return FOUND;
    }
    const { callId, config, language } = readAll({
      callId: () => readCallId(args.callId),
      config: () => readLookupConfig(environment),
      language: () => readLanguage(args, environment),
    });
    const words = WORDS[language];
    const { records, reasons } = await lookUp(callId, config, clock());
    if (reasons.length > 0) stderr.write(`${words.lookup.unreadable(printable(reasons.join('; ')))}\n`);
    if (records.length === 0) {
      if (reasons.length > 0) return FAILED;
      stderr.write(`${words.lookup.noSuchCall}\n`);
      return NOT_FOUND;
    }
    if (args.json) stdout.write(`{"cdr":[${printable(records.join(','))}],"source":"vendor"}\n`);
    else {
      const paint: Paint = (text, style) => styleText(style, text, { stream: stdout });
      const texts = records.map((record) => callText(record, words, paint));
      stdout.write(`${texts.join('\n\n')}\n`);
    }
    return FOUND;
  },
});
