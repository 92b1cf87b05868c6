/** `lookup <callId>` and `lookup --number …`: what happened to this call, and which calls were there? */

import { styleText } from 'node:util';
import { createFinder, type Found } from '../../functions/lookup/find.ts';
import {
  readCallQuestion,
  readRangeQuestion,
  type CallQuestion,
  type NumberQuestion,
} from '../../functions/lookup/query.ts';
import { foundJson } from '../../functions/lookup/responses.ts';
import { readLookupConfig, type LookupConfig } from '../../shared/config/read.ts';
import { createDaysMemory } from '../../shared/days/memory.ts';
import { isHuadanError, type HuadanError } from '../../shared/errors.ts';
import { printable } from '../../shared/printable.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { WORDS } from '../../shared/words/index.ts';
import { DEMO_ENV } from '../console/environment.ts';
import { LANGUAGE_ARGS, readLanguage } from '../console/language.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { readLookupUrl, servePage } from './lookup-page.ts';
import { callsText, callText, type Paint } from './lookup-text.ts';

const FOUND = 0;
const FAILED = 1;
const NOT_FOUND = 3;

const TIME_LIMIT_MS = 60_000;

interface Asked {
  readonly callId: string | undefined;
  readonly number: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly source: string | undefined;
}

function readQuestion({ callId, ...range }: Asked, utcOffsetSeconds: number): CallQuestion | NumberQuestion {
  const given = Object.entries(range).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(given);
  if (callId !== undefined && range.number !== undefined) throw argumentFault('Give a callId or --number, not both.');
  if (callId === undefined && range.number === undefined) throw argumentFault('Give one callId, or --number.');
  const question = callId === undefined ? readRangeQuestion(query, utcOffsetSeconds) : readCallQuestion(callId, query);
  if ('status' in question) throw argumentFault(question.detail ?? 'The question cannot be read.');
  if ('src' in question) throw argumentFault('Give one callId, or --number.');
  return question;
}

/** Null when the places that were asked surely lack it. */
async function lookUp(
  question: CallQuestion | NumberQuestion,
  config: LookupConfig,
  { clock, onTrouble }: { readonly clock: () => number; readonly onTrouble: (error: HuadanError) => void },
): Promise<Found | null> {
  try {
    const find = createFinder(config, createDaysMemory(), clock);
    return await find(question, { deadlineMs: clock() + TIME_LIMIT_MS, onTrouble });
  } catch (error) {
    if (isHuadanError(error, 'miss')) return null;
    throw error;
  }
}

export const command = defineCommand({
  summary: 'Shows how a call went, or lists the calls of a number; asks vendor and archive.',
  args: {
    callId: { type: 'positional', about: 'the id of the call' },
    number: { type: 'string', value: 'NUMBER', about: 'calls from or to this number, in the archive, in any spelling' },
    from: { type: 'string', value: 'TIME', about: 'that began at this time or later: ISO 8601 or epoch seconds' },
    to: { type: 'string', value: 'TIME', about: 'that began before this time, at most 31 days later' },
    page: { type: 'string', value: 'URL', about: 'serve the page for people here, in front of the lookup at URL' },
    source: { type: 'string', value: 'PLACE', about: 'ask one place only: vendor or archive' },
    json: { type: 'boolean', about: 'JSON, as the lookup function answers it' },
    ...LANGUAGE_ARGS,
    ...SETTINGS_ARGS,
  },
  examples: [
    ['<callId>', 'a timeline of both legs, for a person'],
    ['<callId> --json', 'for a program'],
    ['--number 13800000000 --from 2026-03-01 --to 2026-04-01', 'a list; one call alone with its timeline'],
    ['--page https://…', 'the page, served here'],
    [`<callId> --env ${DEMO_ENV}`, 'a simulated call, while `npm start` runs'],
  ],
  notes: `CDR_ENDPOINT, CDR_ID and CDR_APP_ID name the vendor's address and account, ARCHIVE_URL the archive, in the
environment or in .env. Without ARCHIVE_URL the vendor alone is asked. Times are shown at UTC_OFFSET (default +08:00).
Nothing is stored. The vendor accepts known IP addresses only, so this machine must be one of them; it knows a call
some time after hang-up, and for about a day. NO_COLOR=1 turns colours off.`,
  exitCodes: {
    [FOUND]: 'found',
    [FAILED]: 'vendor or archive failed, or not everything could be searched: the call may be there all the same',
    [NOT_FOUND]: 'there is no such call',
  },

  async run({ args, environment, stdout, stderr, clock, stopSignal }) {
    if (args.page !== undefined) {
      await servePage(readLookupUrl(args.page), { environment, stdout, stopSignal });
      return FOUND;
    }
    const { config, language } = readAll({
      // Read here for its faults alone: its times are in the zone of the settings.
      question: () => readQuestion(args, 0),
      config: () => readLookupConfig(environment),
      language: () => readLanguage(args, environment),
    });
    const question = readQuestion(args, config.utcOffsetSeconds);
    const words = WORDS[language];
    const onTrouble = ({ message }: HuadanError): void => void stderr.write(`${printable(message)}\n`);
    const found = await lookUp(question, config, { clock, onTrouble });
    const { records = [], reasons = [], searchedUntil, asOf, tooMuch } = found ?? {};
    if (reasons.length > 0) stderr.write(`${words.lookup.unreadable(printable(reasons.join('; ')))}\n`);
    if (searchedUntil !== undefined) {
      stderr.write(
        `${searchedUntil === null ? words.lookup.neverPulled : words.lookup.searchedUntil(searchedUntil)}\n`,
      );
    }
    if (tooMuch === true) {
      stderr.write(`${words.lookup.tooMany}\n`);
      return FAILED;
    }
    if (found === null || records.length === 0) {
      if (reasons.length > 0) return FAILED;
      stderr.write(`${'number' in question ? words.lookup.noCalls : words.lookup.noSuchCall}\n`);
      return NOT_FOUND;
    }
    if (args.json) stdout.write(`${printable(foundJson(found))}\n`);
    else {
      const paint: Paint = (text, style) => styleText(style, text, { stream: stdout });
      const isList = records.length > 1 && 'number' in question;
      const texts = isList
        ? [callsText(records, words, paint)]
        : records.map((record) => callText(record, words, paint));
      stdout.write(`${texts.join('\n\n')}\n`);
      if (asOf !== undefined) stderr.write(`${words.lookup.asOf(asOf)}\n`);
    }
    return FOUND;
  },
});
