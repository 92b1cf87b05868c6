/** What `npm start` tells besides its ticks: what this is, where the files are, and what to try. */

import type { PullConfig } from '../../shared/config/read.ts';
import { dayAfter, dayOf, windowOf } from '../../shared/days/calendar.ts';
import { alignDown, createIsoTime } from '../../shared/time.ts';
import type { Demo } from './demo.ts';
import { tellPlace } from '../console/archive-location.ts';
import { padTo, widthOf } from '../console/columns.ts';
import type { Terminal } from '../console/terminal.ts';
import type { Words } from '../words/index.ts';

/** A label and what it is about, in two columns. */
function labelled(label: keyof Words['start']['labels'], text: string, { start: { labels } }: Words): string {
  const width = Math.max(...Object.values(labels).map(widthOf));
  return `${padTo(width, labels[label])}  ${text}`;
}

export interface Running {
  readonly every: string;
  readonly demo: Demo | undefined;
  /** The working directory. */
  readonly folder: string;
  /** Undefined when no lookup is served. */
  readonly lookupUrl: string | undefined;
  /** The file that other commands read the same settings from; undefined for what they read anyway. */
  readonly settingsFile: string | undefined;
  readonly commandLine: (name: string, args?: string) => string;
  readonly words: Words;
}

/** A command to paste, which reads the settings of this one. */
function command({ commandLine, settingsFile }: Running, name: string, args?: string): string {
  const settings = settingsFile === undefined ? undefined : `--env ${settingsFile}`;
  return commandLine(name, [args, settings].filter((part) => part !== undefined).join(' '));
}

/** A link that signs in: what stands behind the `#` stays with the browser. */
function pageLine({ lookupUrl, demo, commandLine, words }: Running): string {
  if (lookupUrl === undefined) return words.start.lookupOff(commandLine('token', '<name>'));
  return demo === undefined ? `${lookupUrl}/` : `${lookupUrl}/#token=${demo.token}`;
}

export function tellWhatThisIs(terminal: Terminal, config: PullConfig, running: Running): void {
  const { every, demo, folder, words } = running;
  if (demo === undefined) {
    terminal.line(terminal.strong(words.start.pullingFrom(config.vendor.endpoint ?? 'Cloud API 3.0')));
  } else {
    terminal.line(terminal.strong(words.start.simulated));
    terminal.line(words.start.forReal);
  }
  terminal.line(labelled('files', tellPlace(config.archive, folder), words));
  terminal.line(labelled('page', pageLine(running), words));
  terminal.line(`${labelled('cycle', words.start.cycle(every), words)}\n`);
}

type Passes = PullConfig['passes'];

/** The hour that ended last: it is in the archive, so the command shows that nothing is filed twice. */
function lastHour({ utcOffsetSeconds }: Passes, now: number): string {
  const iso = createIsoTime(utcOffsetSeconds);
  const end = alignDown(now, 3600, utcOffsetSeconds);
  return `--from ${iso(end - 3600).slice(0, 16)} --to ${iso(end).slice(0, 16)}`;
}

/** The last day that every pass has gone over; undefined when a new archive begins after its first second. */
function lastWholeDay({ utcOffsetSeconds, passAgesSeconds, lookbackSeconds }: Passes, now: number): string | undefined {
  const day = dayAfter(dayOf(now - Math.max(...passAgesSeconds), utcOffsetSeconds), -1);
  return now - lookbackSeconds > windowOf(day, utcOffsetSeconds).from ? undefined : day;
}

/** Commands that fit the simulated vendor. */
function* demoCommands({ vendor, token }: Demo, running: Running, passes: Passes, now: number): Generator<string> {
  const { lookupUrl, words } = running;
  const callId = vendor.recentCallId() ?? '<callId>';
  yield labelled('lookup', command(running, 'lookup', callId), words);
  if (lookupUrl !== undefined) {
    yield labelled('http', `curl -H "Authorization: Bearer ${token}" ${lookupUrl}/cdr/${callId}`, words);
  }
  const day = lastWholeDay(passes, now);
  if (day !== undefined) {
    yield labelled('report', command(running, 'report', `--month ${day.slice(0, 7)}`), words);
    yield labelled('export', command(running, 'export', `--from ${day} --csv data/${day}.csv`), words);
  }
  yield labelled('pull', command(running, 'pull', lastHour(passes, now)), words);
}

/**
 * Commands to paste into another terminal.
 * @param look prints a few records; undefined where there is no such command
 * @param now epoch seconds
 */
export function tellWhatToTry(
  terminal: Terminal,
  running: Running,
  { look, passes, now }: { readonly look: string | undefined; readonly passes: Passes; readonly now: number },
): void {
  const { demo, words } = running;
  terminal.line(`\n${words.start.elsewhere}`);
  terminal.line(labelled('status', command(running, 'status'), words));
  if (demo !== undefined) for (const line of demoCommands(demo, running, passes, now)) terminal.line(line);
  if (look !== undefined) terminal.line(labelled('look', look, words));
  terminal.line();
}
