/** What `npm start` tells besides its ticks: what this is, where the files are, and what to try. */

import type { PullConfig } from '../../shared/config/read.ts';
import { dayAfter, dayOf, dayStart } from '../../shared/days/calendar.ts';
import { alignDown, createIsoTime } from '../../shared/time.ts';
import type { Demo } from './demo.ts';
import { tellPlace } from '../console/archive-location.ts';
import type { Terminal } from '../console/terminal.ts';

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
}

/** A command to paste, which reads the settings of this one. */
function command({ commandLine, settingsFile }: Running, name: string, args?: string): string {
  const settings = settingsFile === undefined ? undefined : `--env ${settingsFile}`;
  return commandLine(name, [args, settings].filter((words) => words !== undefined).join(' '));
}

/** A link that signs in: what stands behind the `#` stays with the browser. */
function pageLine({ lookupUrl, demo, commandLine }: Running): string {
  if (lookupUrl === undefined) return `off; LOOKUP_TOKENS names who may ask (${commandLine('token', '<name>')})`;
  return demo === undefined ? `${lookupUrl}/` : `${lookupUrl}/#token=${demo.token}`;
}

export function tellWhatThisIs(terminal: Terminal, config: PullConfig, running: Running): void {
  const { every, demo, folder } = running;
  if (demo === undefined) {
    terminal.line(terminal.strong(`Huadan, pulling from ${config.vendor.endpoint ?? 'Cloud API 3.0'}`));
  } else {
    terminal.line(terminal.strong('Huadan with a simulated vendor: no call and no number is real.'));
    terminal.line('For the real one set CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL, here or in .env.');
  }
  terminal.line(`Files   ${tellPlace(config.archive, folder)}`);
  terminal.line(`Page    ${pageLine(running)}`);
  terminal.line(`Cycle   every ${every}, until Ctrl-C\n`);
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
  return now - lookbackSeconds > dayStart(day, utcOffsetSeconds) ? undefined : day;
}

/** Commands that fit the simulated vendor. */
function* demoCommands({ vendor, token }: Demo, running: Running, passes: Passes, now: number): Generator<string> {
  const { lookupUrl } = running;
  const callId = vendor.recentCallId() ?? '<callId>';
  yield `Lookup  ${command(running, 'lookup', callId)}`;
  if (lookupUrl !== undefined) yield `HTTP    curl -H "Authorization: Bearer ${token}" ${lookupUrl}/cdr/${callId}`;
  const day = lastWholeDay(passes, now);
  if (day !== undefined) {
    yield `Report  ${command(running, 'report', `--month ${day.slice(0, 7)}`)}`;
    yield `Export  ${command(running, 'export', `--from ${day} --csv data/${day}.csv`)}`;
  }
  yield `Pull    ${command(running, 'pull', lastHour(passes, now))}`;
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
  const { demo } = running;
  terminal.line('\nIn another terminal, in this folder:');
  terminal.line(`Status  ${command(running, 'status')}`);
  if (demo !== undefined) for (const line of demoCommands(demo, running, passes, now)) terminal.line(line);
  if (look !== undefined) terminal.line(`Look    ${look}`);
  terminal.line();
}
