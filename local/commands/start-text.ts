/** What `npm start` tells besides its ticks: what this is, where the files are, and what to try. */

import type { PullConfig } from '../../shared/config/read.ts';
import { alignDown, createIsoTime } from '../../shared/time.ts';
import { DEMO_ENV, type Demo } from './demo.ts';
import { tellPlace } from '../console/archive-location.ts';
import type { Terminal } from '../console/terminal.ts';

export function tellWhatThisIs(terminal: Terminal, config: PullConfig, every: string, demo: Demo | undefined): void {
  if (demo === undefined) {
    terminal.line(terminal.strong(`Huadan, pulling from ${config.vendor.endpoint ?? 'Cloud API 3.0'}`));
  } else {
    terminal.line(terminal.strong('Huadan with a simulated vendor: no call and no number is real.'));
    terminal.line('For the real one set CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL, here or in .env.');
  }
  terminal.line(`Files   ${tellPlace(config.archive)}`);
  terminal.line(`Cycle   every ${every}, until Ctrl-C\n`);
}

/** The hour that ended last: it is in the archive, so the command shows that nothing is filed twice. */
function pullCommand({ passes }: PullConfig): string {
  const iso = createIsoTime(passes.utcOffsetSeconds);
  const end = alignDown(Math.floor(Date.now() / 1000), 3600, passes.utcOffsetSeconds);
  return `npm run pull -- --env ${DEMO_ENV} --from ${iso(end - 3600).slice(0, 16)} --to ${iso(end).slice(0, 16)}`;
}

/** @param lookupUrl undefined when no lookup is served */
function lookupCommand(lookupUrl: string | undefined, demo: Demo | undefined): string {
  if (lookupUrl === undefined) return 'off; LOOKUP_TOKENS names who may ask (npm run token -- <name>)';
  const token = demo?.token ?? '<token>';
  return `curl -H "Authorization: Bearer ${token}" ${lookupUrl}/cdr/${demo?.vendor.recentCallId() ?? '<callId>'}`;
}

/** Commands to paste into another terminal. */
export function tellWhatToTry(
  terminal: Terminal,
  config: PullConfig,
  { look, lookupUrl, demo }: { look: string | undefined; lookupUrl: string | undefined; demo: Demo | undefined },
): void {
  terminal.line();
  if (look !== undefined) terminal.line(`Look    ${look}`);
  terminal.line(`Lookup  ${lookupCommand(lookupUrl, demo)}`);
  if (demo !== undefined) terminal.line(`Pull    ${pullCommand(config)}`);
  terminal.line();
}
