/** What `npm start` tells besides its ticks: what this is, where the files are, and what to try. */

import type { PullConfig } from '../../shared/config/read.ts';
import { alignDown, createIsoTime } from '../../shared/time.ts';
import { DEMO_ENV, type Demo } from './demo.ts';
import { tellPlace } from '../console/archive-location.ts';
import type { Terminal } from '../console/terminal.ts';

export function tellWhatThisIs(
  terminal: Terminal,
  config: PullConfig,
  { every, demo, folder }: { every: string; demo: Demo | undefined; folder: string },
): void {
  if (demo === undefined) {
    terminal.line(terminal.strong(`Huadan, pulling from ${config.vendor.endpoint ?? 'Cloud API 3.0'}`));
  } else {
    terminal.line(terminal.strong('Huadan with a simulated vendor: no call and no number is real.'));
    terminal.line('For the real one set CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL, here or in .env.');
  }
  terminal.line(`Files   ${tellPlace(config.archive, folder)}`);
  terminal.line(`Cycle   every ${every}, until Ctrl-C\n`);
}

/** The hour that ended last: it is in the archive, so the command shows that nothing is filed twice. */
function pullArgs({ passes }: PullConfig): string {
  const iso = createIsoTime(passes.utcOffsetSeconds);
  const end = alignDown(Math.floor(Date.now() / 1000), 3600, passes.utcOffsetSeconds);
  return `--env ${DEMO_ENV} --from ${iso(end - 3600).slice(0, 16)} --to ${iso(end).slice(0, 16)}`;
}

export interface ToTry {
  /** Prints a few records; undefined where there is no such command. */
  readonly look: string | undefined;
  /** Undefined when no lookup is served. */
  readonly lookupUrl: string | undefined;
  readonly demo: Demo | undefined;
  readonly commandLine: (name: string, args: string) => string;
}

function lookupCommand({ lookupUrl, demo, commandLine }: ToTry): string {
  if (lookupUrl === undefined) return `off; LOOKUP_TOKENS names who may ask (${commandLine('token', '<name>')})`;
  const token = demo?.token ?? '<token>';
  return `curl -H "Authorization: Bearer ${token}" ${lookupUrl}/cdr/${demo?.vendor.recentCallId() ?? '<callId>'}`;
}

/** A link that signs in: what stands behind the `#` stays with the browser. */
function pageLink({ lookupUrl, demo }: ToTry): string | undefined {
  if (lookupUrl === undefined) return undefined;
  return demo === undefined ? `${lookupUrl}/` : `${lookupUrl}/#token=${demo.token}`;
}

/** Commands to paste into another terminal. */
export function tellWhatToTry(terminal: Terminal, config: PullConfig, toTry: ToTry): void {
  const { look, lookupUrl, demo, commandLine } = toTry;
  terminal.line();
  if (look !== undefined) terminal.line(`Look    ${look}`);
  const page = pageLink(toTry);
  if (page !== undefined) terminal.line(`Page    ${page}`);
  terminal.line(`Lookup  ${lookupCommand(toTry)}`);
  // It asks for the token of the line above.
  if (lookupUrl !== undefined) terminal.line(`Page    ${lookupUrl}/`);
  if (demo !== undefined) terminal.line(`Pull    ${commandLine('pull', pullArgs(config))}`);
  terminal.line();
}
