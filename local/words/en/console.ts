/** What all commands say alike: help, faults of arguments, progress, counters. */

import type { PlannedDay } from '../../../functions/close/plan.ts';
import type { Shortfall } from '../../../shared/days/manifest.ts';
import { whyText } from '../../../shared/words/en.ts';

export const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const PLANNED: Readonly<Record<PlannedDay['why'], string>> = {
  new: 'it was not closed yet',
  parts: 'there are new parts',
  standing: 'what is known of its completeness changed',
  asked: 'it was asked for',
};

const SHORTFALLS: Readonly<Record<Shortfall['reason'], (why: string) => string>> = {
  since: () => 'before the first pull',
  passes: () => 'not every pass has gone over it',
  gap: (why) => `gap (${why})`,
  lost: (why) => `lost (${why})`,
};

export const help = {
  examples: 'Examples',
  options: 'Options',
  exitCodes: 'Exit codes',
  commands: 'Commands',
  value: 'VALUE',
  intro: 'Huadan keeps Tencent callback call records: it files each call exactly once and finds it again.',
  inClone: 'In a clone, `npm start` and `npm run <command> -- <options>` do the same.',
  more: '`npx huadan <command> --help` shows examples, options and exit codes of a command; `npx huadan --version` prints the\nversion. --lang zh speaks Chinese, --lang en English, with every command.',
  usageCode: 'arguments or settings that cannot be right; nothing was done',
  args: {
    help: 'this text',
    lang: 'English or Chinese (default: by LC_ALL, LC_MESSAGES or LANG)',
    env: 'settings in FILE count more than the environment, and .env is not read',
    json: 'print JSON',
    write: 'write the file in this clone instead of printing it',
  },
};

export const faults = {
  noCommand: (name: string): string => `There is no command '${name}'.`,
  meant: (name: string): string => ` Is '${name}' meant?`,
  seeHelp: (line: string): string => `\`${line}\` shows examples.`,
  unknownOption: (option: string): string => `Unknown option '${option}'.`,
  takesNoValue: (option: string): string => `${option} takes no value.`,
  needsValue: (option: string): string => `${option} needs a value.`,
  unexpected: (text: string): string => `Unexpected argument '${text}'.`,
  npm: 'npm passes options on only after a separate --: npm run NAME -- --option value.',
  oneOf: (option: string, values: readonly string[]): string => `${option} takes ${values.join(' or ')}.`,
  missing: (option: string): string => `${option} is missing.`,
  exclude: (one: string, other: string): string => `${one} and ${other} exclude each other.`,
  belongsTo: (option: string, others: string): string => `${option} belongs to ${others}.`,
  notADay: (option: string): string => `${option} is not a day: write 2026-03-05.`,
  notATime: (option: string): string =>
    `${option} is not a time: write 2019-01-23T17:10, 2019-01-23T17:10:00+08:00 or epoch seconds.`,
  daysTurned: '--from is after --to.',
  notBefore: '--from is not before --to.',
  notYet: (option: string): string => `${option} has not come yet.`,
  notAStretch: (option: string): string =>
    `${option} takes FROM/TO: 2019-01-23T17:10/2019-01-23T17:20, or epoch seconds.`,
  stretchTurned: (option: string): string => `${option}: its FROM is not before its TO.`,
  isAFolder: (file: string): string => `${file} is a folder: name a file.`,
  cannotWrite: (path: string, code: string): string =>
    `Writing ${path}: the file system answered ${code}. Check the folder and the disk.`,
  noFileToWrite: (file: string): string => `There is no ${file} here: --write is for a clone of Huadan.`,
};

export const settings = {
  unreadable: (file: string): string => `Reading settings from ${file}: it cannot be read. Check its rights.`,
  notUtf8: (file: string): string => `Reading settings from ${file}: it is not UTF-8 text. Save it as UTF-8.`,
  noFile: (file: string, demo: string): string =>
    `Reading settings from ${file}: there is no such file. \`npm start\` writes ${demo} while its simulated vendor runs.`,
  nothingSet:
    'Nothing is set up yet: copy .env.example to .env and fill it in, or see everything with a simulated vendor first (`npm start`).',
  demoRuns: (file: string): string => `A simulated vendor runs in this folder: --env ${file} reads its settings.`,
  listening: {
    at: (address: string, advice: string): string => `Listening on ${address} (HOST, PORT): ${advice}`,
    EADDRINUSE: 'another program uses that port. Stop it, or set PORT to a free one.',
    EACCES: 'this user may not use that port. Set PORT to one above 1023.',
    EADDRNOTAVAIL: 'this machine has no such address. Set HOST to one it has.',
    ENOTFOUND: 'there is no such host. Set HOST to an address of this machine.',
  },
};

export const progress = {
  of: (done: number, total: number, unit: string, note: string): string => `${done} of ${total} ${unit}, ${note}`,
  left: (time: string): string => `${time} left`,
  windows: 'windows',
  calls: 'calls',
  day: (number: number, days: number): string => `day ${number} of ${days}`,
  stoppingAtWindow: 'Stopping when the window under way is filed; Ctrl-C again stops at once.',
  stoppingAtDay: 'Stopping when the day under way is closed.',
};

export const counted = {
  calls: (count: number): string => many(count, 'call'),
  rows: (count: number): string => many(count, 'row'),
  windows: (count: number): string => many(count, 'window'),
  added: (count: number): string => `${many(count, 'call')} added`,
  revised: (count: number): string => `${count} revised`,
  known: (count: number): string => `${count} known`,
  rejected: (count: number): string => `${count} unreadable (see _rejects)`,
  parts: (count: number): string => `${many(count, 'part')} written`,
  lag: (span: string): string => `lag ${span}`,
  gaps: (count: number): string => `${many(count, 'gap')} (tried again)`,
  lost: (count: number): string => `${count} lost (see npm run status)`,
  /** What is counted, and of what it is a list. */
  work: (windows: string, done: readonly string[]): string => `${windows}: ${done.join(', ')}`,
  list: (pieces: readonly string[]): string => pieces.join(', '),
  sentence: (text: string): string => `${text}.`,
};

export const days = {
  why: whyText,
  shortfall: (reason: Shortfall['reason'], from: string, to: string, why: string): string =>
    `${from} to ${to} ${SHORTFALLS[reason](why)}`,
  /** Of days that are not closed. */
  states: { open: 'not closed', none: 'not in the archive', future: 'still to come' },
  more: (count: number): string => `and ${count} more`,
  planned: (day: string, why: PlannedDay['why'], missing: string): string =>
    `${day}  to be closed: ${PLANNED[why]}${missing === '' ? '' : `; incomplete: ${missing}`}`,
  notDue: (day: string, missing: string): string => `${day}  not due: ${missing}. --force closes it as incomplete.`,
  before: (day: string): string =>
    `${day}  not closed: it lies before the first pull. --force closes it as incomplete.`,
  what: { closed: 'closed', reopened: 'reopened', unchanged: 'unchanged' },
  news: (added: number, revised: number): string => ` (${added} added, ${revised} revised)`,
  closedDay: (day: string, what: string, calls: number, news: string, billed: number, state: string): string =>
    `${day}  ${what}: ${many(calls, 'call')}${news}, ${many(billed, 'billed second')}, ${state}`,
  complete: 'complete',
  incomplete: (missing: string): string => `incomplete: ${missing}`,
};
