/** `npm start`: pulls on and on, from a simulated vendor until a real one is set up. */

import { parseDurationSeconds } from '../shared/config/parsers.ts';
import { readPullConfig, type PullConfig } from '../shared/config/read.ts';
import { createDeps } from '../shared/deps.ts';
import { HuadanError } from '../shared/errors.ts';
import { openStore } from '../shared/store/open.ts';
import type { Store } from '../shared/store/port.ts';
import { alignDown, createIsoTime } from '../shared/time.ts';
import { readOptions, runCommand } from './command.ts';
import { DEMO_ENV, DEMO_EVERY, startDemo, type Demo } from './demo.ts';
import { isSetUp, readEnvironment } from './environment.ts';
import { lookCommand, tellPlace } from './place.ts';
import { listenForStop } from './stop.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { runTicks } from './ticks.ts';

const DEFAULT_SEED = 'huadan';
const REAL_EVERY = '5m';

const HELP = `Pulls call records on a short cycle until Ctrl-C.

  npm start                       with a simulated vendor, into data/archive: nothing to set up
  npm start -- --seed 7           another made-up call centre (begin with an empty data/archive)
  npm start -- --every 1m         a tick a minute (default: ${DEMO_EVERY} simulated, ${REAL_EVERY} real)
  npm start -- --env prod.env     settings from this file instead of .env

With CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL in the environment or in .env it asks the real vendor and
fills the real archive. Each tick pulls what is due and prints one line: the windows pulled, the calls that were new,
changed or known, the files written, and how far behind the archive is.

Ctrl-C ends it when the window under way is filed (exit code 0), a second Ctrl-C at once. What was missed while it did
not run is pulled by the next start. Exit code 2: settings or arguments that cannot be right.
`;

const OPTIONS = {
  seed: { type: 'string' },
  every: { type: 'string' },
  env: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function introduce(terminal: Terminal, config: PullConfig, every: string, demo: Demo | undefined): void {
  terminal.line(
    demo === undefined
      ? terminal.strong(`Huadan pulls from ${config.vendor.endpoint}`)
      : `${terminal.strong('Huadan with a simulated vendor')} at ${demo.vendor.endpoint}: no call and no number is real.`,
  );
  if (demo !== undefined) {
    terminal.line(
      'For the real one set CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL, in the environment or in .env.',
    );
  }
  terminal.line(`Files   ${tellPlace(config.archive)}`);
  terminal.line(`Cycle   every ${every}; Ctrl-C ends it\n`);
}

/** A range of yesterday's or today's: the hour that ended last. */
function pullCommand({ passes }: PullConfig): string {
  const iso = createIsoTime(passes.utcOffsetSeconds);
  const end = alignDown(Math.floor(Date.now() / 1000), 3600, passes.utcOffsetSeconds);
  return `npm run pull -- --env ${DEMO_ENV} --from ${iso(end - 3600).slice(0, 16)} --to ${iso(end).slice(0, 16)}`;
}

async function suggest(terminal: Terminal, config: PullConfig, store: Store, demo: Demo | undefined): Promise<void> {
  const look = await lookCommand(config.archive, store);
  terminal.line();
  if (look !== undefined) terminal.line(`Look    ${look}`);
  if (demo !== undefined) terminal.line(`Pull    ${pullCommand(config)}`);
  terminal.line();
}

async function main(): Promise<number> {
  const faults: string[] = [];
  const options = readOptions(OPTIONS, process.argv.slice(2), faults);
  if (options?.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const environment = readEnvironment(options?.env);
  const real = isSetUp(environment);
  const every = options?.every ?? (real ? REAL_EVERY : DEMO_EVERY);
  const everySeconds = parseDurationSeconds(every) ?? 0;
  if (everySeconds === 0) faults.push('--every must be a duration such as 20s or 5m.');
  if (real && options?.seed !== undefined) faults.push('--seed is for the simulated vendor, but a real one is set up.');
  if (faults.length > 0)
    throw new HuadanError('config', [...faults, '`npm start -- --help` shows examples.'].join('\n'));

  const stop = listenForStop();
  const terminal = createTerminal();
  const deps = createDeps();
  const demo = real ? undefined : await startDemo(options?.seed ?? DEFAULT_SEED, environment);
  try {
    const config = readPullConfig(demo?.environment ?? environment);
    const store = await openStore(config.archive);
    introduce(terminal, config, every, demo);
    await runTicks(everySeconds * 1000, { config, deps, store, terminal, stop }, async () =>
      suggest(terminal, config, store, demo),
    );
    terminal.line('Stopped. The next start goes on from here.');
    return 0;
  } finally {
    deps.close();
    await demo?.close();
  }
}

await runCommand(main);
