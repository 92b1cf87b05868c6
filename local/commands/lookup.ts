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
import { createIsoTime, DAY_SECONDS, parseInstant } from '../../shared/time.ts';
import { printable } from '../../shared/printable.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { WORDS, type Words as ViewWords } from '../../shared/words/index.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { tellFailure } from '../console/console-log.ts';
import { stretchText } from '../../shared/view/amounts.ts';
import { reasonText } from '../../shared/view/day-state.ts';
import type { Words } from '../words/index.ts';
import { readLookupUrl, servePage } from './lookup-page.ts';
import { billedInAll, callsText, callText, readCall, type Paint } from './lookup-text.ts';

const FOUND = 0;
const FAILED = 1;
const NOT_FOUND = 3;

/** No known callId has this form. */
const LIKE_A_NUMBER = /^\d{4,20}$/;

const TIME_LIMIT_MS = 60_000;

interface Asked {
  readonly callId: string | undefined;
  readonly number: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly source: string | undefined;
}

/** Without --from the calls of a number are listed from so long before --to on, and without --to until now. */
const USUAL_RANGE_SECONDS = 7 * DAY_SECONDS;

interface Reading {
  readonly utcOffsetSeconds: number;
  readonly clock: () => number;
  readonly words: Words;
}

function withRange(asked: Asked, { utcOffsetSeconds, clock }: Reading): Asked {
  if (asked.number === undefined) return asked;
  const now = Math.floor(clock() / 1000);
  const { from, to = String(now) } = asked;
  const end = parseInstant(to, utcOffsetSeconds) ?? now;
  return { ...asked, from: from ?? String(end - USUAL_RANGE_SECONDS), to };
}

function readQuestion(asked: Asked, reading: Reading): CallQuestion | NumberQuestion {
  const { callId, ...range } = withRange(asked, reading);
  const { utcOffsetSeconds, words } = reading;
  const { faults, lookup: say } = words;
  const given = Object.entries(range).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(given);
  if (callId !== undefined && range.number !== undefined) throw argumentFault(say.both);
  if (callId === undefined && range.number === undefined) throw argumentFault(say.neither);
  const question = callId === undefined ? readRangeQuestion(query, utcOffsetSeconds) : readCallQuestion(callId, query);
  if ('status' in question) {
    const fault = question.detail === undefined ? say.unreadable : say.fault(question.detail);
    // npm may have kept an option for itself, so that its value was taken for the callId.
    throw argumentFault(callId !== undefined && asked.source === undefined ? `${fault}\n${faults.npm}` : fault);
  }
  if ('src' in question) throw argumentFault(say.neither);
  return question;
}

/** The time that is asked about, on the archive's clock. */
function stretchOf({ from, to }: NumberQuestion, { utcOffsetSeconds }: LookupConfig, words: ViewWords): string {
  const iso = createIsoTime(utcOffsetSeconds);
  return stretchText(iso(from), iso(to), words);
}

function noneFound(
  question: CallQuestion | NumberQuestion,
  config: LookupConfig,
  { say, words }: { readonly say: Words['lookup']; readonly words: ViewWords },
): string {
  if ('number' in question) return say.noCalls(stretchOf(question, config, words));
  const { callId, source = 'both' } = question;
  const none = say.noSuchCall[config.archive === undefined ? 'vendor' : source];
  return LIKE_A_NUMBER.test(callId) ? `${none}\n${say.useNumber}` : none;
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
  args: {
    callId: { type: 'positional' },
    number: { type: 'string', value: 'NUMBER' },
    from: { type: 'string', value: 'TIME' },
    to: { type: 'string', value: 'TIME' },
    page: { type: 'string', value: 'URL' },
    source: { type: 'string', value: 'PLACE' },
    json: { type: 'boolean' },
    ...SETTINGS_ARGS,
  },
  help: ({ lookup }) => lookup.help,

  async run({ args, environment, stdout, stderr, clock, stopSignal, language, words: all }) {
    if (args.page !== undefined) {
      await servePage(readLookupUrl(args.page, all), { environment, stdout, stopSignal, words: all });
      return FOUND;
    }
    const reading = { clock, words: all };
    const { config } = readAll({
      // Read here for its faults alone: its times are in the zone of the settings.
      question: () => readQuestion(args, { ...reading, utcOffsetSeconds: 0 }),
      config: () => readLookupConfig(environment),
    });
    const question = readQuestion(args, { ...reading, utcOffsetSeconds: config.utcOffsetSeconds });
    const words = WORDS[language];
    const say = all.lookup;
    const onTrouble = (error: HuadanError): void => void stderr.write(`${tellFailure(error, config.secrets, all)}\n`);
    const found = await lookUp(question, config, { clock, onTrouble });
    const { records = [], reasons = [], searchedUntil, asOf, tooMuch, incomplete = [] } = found ?? {};
    if (reasons.length > 0) stderr.write(`${say.unreadableRow(printable(reasons.join('; ')))}\n`);
    if (searchedUntil !== undefined) {
      stderr.write(`${searchedUntil === null ? say.neverPulled : say.searchedUntil(searchedUntil)}\n`);
    }
    for (const shortfall of incomplete) stderr.write(`${say.mayBeMissing(reasonText(shortfall, words))}\n`);
    if (tooMuch === true) {
      stderr.write(`${say.tooMany}\n`);
      return FAILED;
    }
    if (found === null || records.length === 0) {
      if (reasons.length > 0) return FAILED;
      stderr.write(`${noneFound(question, config, { say, words })}\n`);
      return NOT_FOUND;
    }
    if (args.json) stdout.write(`${printable(foundJson(found))}\n`);
    else {
      const paint: Paint = (text, style) => styleText(style, text, { stream: stdout });
      const calls = records.map(readCall);
      const head =
        'number' in question
          ? [say.calls(calls.length, stretchOf(question, config, words), billedInAll(calls, words))]
          : [];
      const isList = 'number' in question && calls.length > 1;
      const texts = isList ? [callsText(calls, words, paint)] : calls.map((call) => callText(call, words, paint));
      stdout.write(`${[...head, ...texts].join('\n\n')}\n`);
      if (asOf !== undefined) stderr.write(`${say.asOf(asOf)}\n`);
    }
    return FOUND;
  },
});
